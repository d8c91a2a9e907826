package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** The Reactive Streams TCK (MIT-0), run rule by rule: content that is read, and content that is published. */
final class ReactiveStreamsTest {

    private static final long MILLIS = 1_000;

    /** What the garbage collector is given, which takes its time on a busy machine; the kit sleeps that long. */
    private static final long MILLIS_FOR_COLLECTOR = 2_000;

    private static final long MILLIS_OF_SILENCE = 30;

    public static final class ReadContent extends FlowPublisherVerification<Bytes> {

        public ReadContent() {
            super(new TestEnvironment(MILLIS, MILLIS_OF_SILENCE), MILLIS_FOR_COLLECTOR);
        }

        @Override
        public Flow.Publisher<Bytes> createFlowPublisher(long pieces) {
            AtomicLong left = new AtomicLong(pieces);
            return new BodyPublisher(() -> left.getAndDecrement() > 0 ? Bytes.of("piece") : null);
        }

        @Override
        public Flow.Publisher<Bytes> createFailedFlowPublisher() {
            Flow.Publisher<Bytes> taken = createFlowPublisher(1);
            taken.subscribe(new PublishedContent.Pieces());
            return taken;
        }
    }

    public static final class WrittenContent extends FlowSubscriberBlackboxVerification<Bytes> {

        public WrittenContent() {
            super(new TestEnvironment(MILLIS, MILLIS_OF_SILENCE));
        }

        @Override
        public Flow.Subscriber<Bytes> createFlowSubscriber() {
            return new PublishedContent.Pieces();
        }

        @Override
        public Bytes createElement(int element) {
            return Bytes.of("piece " + element);
        }
    }

    @TestFactory
    Stream<DynamicTest> contentThatIsReadIsAPublisher() {
        return rules(ReadContent.class, () -> {
            ReadContent verification = new ReadContent();
            verification.setUp();
            return verification;
        });
    }

    @TestFactory
    Stream<DynamicTest> contentThatIsPublishedHasASubscriber() {
        return rules(WrittenContent.class, () -> {
            WrittenContent verification = new WrittenContent();
            verification.startPublisherExecutorService();
            verification.setUp();
            return verification;
        });
    }

    @FunctionalInterface
    private interface Fresh {
        Object verification() throws Exception;
    }

    private static Stream<DynamicTest> rules(Class<?> verification, Fresh fresh) {
        return Arrays.stream(verification.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> check(rule, fresh.verification())));
    }

    private static void check(Method rule, Object verification) throws Exception {
        try {
            rule.invoke(verification);
            if (verification instanceof WrittenContent written) written.shutdownPublisherExecutorService();
        } catch (InvocationTargetException e) {
            // The kit says so of rules that no test can prove, and of those that are optional.
            if (e.getCause() instanceof SkipException) {
                assertThat(rule.getName()).matches("(untested|optional)_.*");
                return;
            }
            if (e.getCause() instanceof Exception cause) throw cause;
            throw new AssertionError(e.getCause());
        }
    }
}
