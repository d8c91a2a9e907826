package dev.hawser.http;

/** Hears of every request when it is over. {@link AccessLog} is one. */
@FunctionalInterface
public interface RequestObserver {

    /** Takes note of {@code request}. Called on event loops, from several threads; must not wait and must not throw. */
    void served(Served request);
}
