package dev.hawser.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.Timer;
import dev.hawser.transport.TurnTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The turns of a loop on every transport. */
public abstract class LoopContract extends TransportGround {

    protected LoopContract(Setting setting) {
        super(setting);
    }

    @Test
    void aLoopIsWokenOnceHoweverManyTasksArePosted() throws InterruptedException {
        start(options().build());
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        server.execute(() -> {
            entered.countDown();
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        entered.await();
        long before = server.counters().wakeups();
        List<Thread> posters = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            posters.add(Thread.startVirtualThread(() -> {
                for (int k = 0; k < 1000; k++) {
                    int number = k;
                    server.execute(() -> seen.add(number));
                }
            }));
        }
        for (Thread poster : posters) poster.join();
        busy.countDown();
        inLoop(server, () -> assertThat(seen).hasSize(4000));
        assertThat(server.counters().wakeups() - before).isLessThanOrEqualTo(1);
    }

    @Test
    void tasksRunInTheOrderOfPosting() {
        start(options().build());
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            server.execute(() -> seen.add(number));
        }
        inLoop(server, () -> assertThat(seen).hasSize(10_000).isSorted());
    }

    @Test
    void aTaskThatThrowsIsReportedAndTheLoopGoesOn() {
        start(options().build());
        server.execute(() -> {
            throw new IllegalStateException("a task");
        });
        inLoop(server, () -> {
            server.schedule(
                    new Timer() {
                        @Override
                        protected void fire(long now) {
                            throw new IllegalStateException("a timer");
                        }
                    },
                    0);
            server.atTurnEnd(end(() -> {
                throw new IllegalStateException("a turn's end");
            }));
        });
        CompletableFuture<Void> later = new CompletableFuture<>();
        inLoop(server, () -> server.schedule(timer(() -> later.complete(null)), server.now() + 5_000_000));
        await(later);
        assertThat(faults)
                .extracting(Throwable::getMessage)
                .containsExactlyInAnyOrder("a task", "a timer", "a turn's end");
        faults.clear();
    }

    private static Timer timer(Runnable task) {
        return new Timer() {
            @Override
            protected void fire(long now) {
                task.run();
            }
        };
    }

    private static TurnTask end(Runnable task) {
        return new TurnTask() {
            @Override
            public void turnEnds() {
                task.run();
            }
        };
    }

    @Test
    void timersFireInOrderAndNotEarly() {
        start(options().build());
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Long> last = new CompletableFuture<>();
        long[] armed = new long[1];
        inLoop(server, () -> {
            armed[0] = server.now();
            for (int milliseconds : new int[] {25, 5, 15, 10, 20}) {
                server.schedule(timer(() -> seen.add(milliseconds)), armed[0] + milliseconds * 1_000_000L);
            }
            Timer cancelled = timer(() -> seen.add(-1));
            server.schedule(cancelled, armed[0] + 7_000_000);
            server.cancel(cancelled);
            server.schedule(timer(() -> last.complete(server.now())), armed[0] + 40_000_000);
        });
        assertThat(await(last) - armed[0]).isGreaterThanOrEqualTo(40_000_000);
        inLoop(server, () -> assertThat(seen).containsExactly(5, 10, 15, 20, 25));
    }

    @Test
    void whatIsAskedForTheEndOfATurnRunsOnceAfterItsTasks() {
        start(options().build());
        List<String> seen = new ArrayList<>();
        TurnTask end = end(() -> seen.add("end"));
        TurnTask other = end(() -> seen.add("other"));
        inLoop(server, () -> {
            server.execute(() -> seen.add("next turn"));
            server.atTurnEnd(end);
            server.atTurnEnd(other);
            server.atTurnEnd(end);
            seen.add("task");
        });
        inLoop(server, () -> assertThat(seen).containsExactly("task", "end", "other", "next turn"));
    }

    @Test
    void anEndOfATurnThatAsksAgainDoesNotHoldUpTheLoop() {
        start(options().build());
        CompletableFuture<Integer> thirdTime = new CompletableFuture<>();
        inLoop(
                server,
                () -> server.atTurnEnd(new TurnTask() {
                    private int times;

                    @Override
                    public void turnEnds() {
                        if (++times == 3) thirdTime.complete(times);
                        else server.atTurnEnd(this);
                    }
                }));
        assertThat(await(thirdTime)).isEqualTo(3);
    }

    @Test
    void aFailureAtTheEndOfATurnClosesItsConnectionAlone() {
        start(options().build());
        Ends ends = open();
        final class Failing extends Recorder {
            Failing(Channel channel) {
                super(channel);
            }

            @Override
            public void turnEnds() {
                throw new IllegalStateException("filling");
            }
        }
        Failing failing = connect(listen(Echo::new).address(), ConnectOptions.defaults(), Failing::new);
        inLoop(client, () -> client.atTurnEnd(failing));
        assertThat(await(failing.closed)).hasMessageContaining("filling");
        inLoop(client, () -> assertThat(ends.client().channel.isOpen()).isTrue());
        assertThat(faults.remove()).hasMessage("filling");
    }

    @Test
    void closingALoopClosesItsConnectionsAndRunsWhatWasPosted() {
        start(options().build());
        Ends ends = open();
        CompletableFuture<Void> posted = new CompletableFuture<>();
        server.execute(() -> posted.complete(null));
        server.close();
        assertThat(posted).isDone();
        assertThat(await(ends.server().closed)).isNull();
        assertThat(server.counters().connections()).isZero();
        assertThatThrownBy(() -> server.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        server.close();
    }

    @Test
    void aLoopMayCloseItself() {
        start(options().build());
        Ends ends = open();
        server.execute(server::close);
        assertThat(await(ends.server().closed)).isNull();
        server.close();
    }

    @Test
    void aLoopThatNeverRanCanBeClosed() throws IOException {
        EventLoop loop = setting.transport().newLoop(options().build());
        loop.listen(setting.addresses().get(), ListenOptions.defaults(), Echo::new);
        loop.close();
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aLoopListensBeforeItRuns() throws IOException {
        server = setting.transport().newLoop(options().build());
        Listener listener = listen(Echo::new);
        server.start();
        client = server;
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        inLoop(client, () -> {
            peer.channel.out().append(Bytes.of("early"));
            peer.channel.flush();
        });
        assertThat(await(peer.received(5))).asString().isEqualTo("early");
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theThreadIsNamedAfterTheLoop() {
        start(options().build());
        inLoop(server, () -> {
            assertThat(server.inLoop()).isTrue();
            assertThat(Thread.currentThread().getName()).startsWith("hawser-loop-");
        });
        assertThat(server.inLoop()).isFalse();
    }
}
