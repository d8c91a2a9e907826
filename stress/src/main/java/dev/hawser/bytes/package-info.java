/** In the package of what it stresses, whose parts are not public. */
package dev.hawser.bytes;
