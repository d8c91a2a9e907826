package dev.hawser.interop.h1;

/** A final response, as a client that believes its head reads it. */
record Reply(int status, String body) {}
