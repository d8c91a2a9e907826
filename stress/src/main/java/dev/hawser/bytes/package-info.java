/**
 * Two threads at each word that threads share, in the package of what it stresses, whose parts are not public.
 *
 * <p>The words, and where they are met: the turn of a lease and its owner ({@link dev.hawser.bytes.LeaseStress}); slots, sides,
 * traces and statistics of a pool ({@link dev.hawser.bytes.BlockPoolStress}); the frozen watermark, which is no word but an
 * order of writes ({@link dev.hawser.bytes.WatermarkStress}); the list behind ropes and their shape
 * ({@link dev.hawser.bytes.RopeStress}); holds and the close of a file ({@link dev.hawser.bytes.OpenFileStress}).
 */
package dev.hawser.bytes;
