/**
 * What the rooms above need of the storage, and nobody else may see: addresses, blocks, and pools.
 *
 * <p>Exported to Hawser's own modules only, so it can change with any release. A type that a user of the library could
 * want does not belong here.
 */
package dev.hawser.bytes.internal;
