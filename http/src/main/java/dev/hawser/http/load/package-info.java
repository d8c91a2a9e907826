/**
 * The load engine: connections that ask as fast as they are answered, or at a steady rate, and take the time. It drives
 * protocol machines on event loops directly, so that it costs less than what it measures. Printing is not its business.
 */
@NullMarked
package dev.hawser.http.load;

import org.jspecify.annotations.NullMarked;
