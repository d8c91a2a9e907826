/** HTTP clients to measure beside each other, each in a process of its own. */
@NullMarked
package dev.hawser.bench.clients;

import org.jspecify.annotations.NullMarked;
