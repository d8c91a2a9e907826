/**
 * Scripts of frames, transports in memory, generators with a seed, and a clock that is moved by hand.
 *
 * <p>Here belongs what makes a test read as the sentence it proves, without ports and without sleeping. Tests themselves do
 * not belong here, and no module of the library may require this one.
 */
package dev.hawser.testkit;
