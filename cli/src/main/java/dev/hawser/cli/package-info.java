/**
 * The {@code hawser} command.
 *
 * <p>Here belong options, their help, progress on a terminal, and what a command prints. Everything a program could want
 * to call belongs in {@link dev.hawser.http}.
 */
package dev.hawser.cli;
