package dev.hawser.tls.boringssl;

import dev.hawser.transport.tls.TlsEngines;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.Cleaner;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Engines that share a native context. An engine's native memory is given back when its connection ends; the context's,
 * when this object is garbage: engines of a configuration that was replaced may still be at work.
 */
final class BoringEngines implements TlsEngines {

    private static final Cleaner CLEANER = Cleaner.create();

    private static final Pattern ALERT = Pattern.compile(":(?:SSLV3_ALERT|TLSV1_ALERT|TLSV1)_([A-Z_]+)$");

    private final SslContext context;

    BoringEngines(SslContext context) {
        this.context = context;
        CLEANER.register(this, () -> ReferenceCountUtil.release(context));
    }

    @Override
    public SSLEngine newServer() {
        return context.newEngine(PooledByteBufAllocator.DEFAULT);
    }

    @Override
    public SSLEngine newClient(String host, int port) {
        return context.newEngine(PooledByteBufAllocator.DEFAULT, host, port);
    }

    /** Versions, suites and protocols are the context's. */
    @Override
    public SSLParameters parameters() {
        return new SSLParameters();
    }

    @Override
    public boolean isResumed(SSLEngine engine, boolean provenAnew) {
        return SSL.isSessionReused(((ReferenceCountedOpenSslEngine) engine).sslPointer());
    }

    @Override
    public void release(SSLEngine engine) {
        ReferenceCountUtil.release(engine);
    }

    @Override
    public int plaintext13() {
        return LARGEST_PLAINTEXT;
    }

    @Override
    public boolean wantsDirectMemory() {
        return true;
    }

    /** What a task has left, and what comes after the last record, it takes up in the next call. */
    @Override
    public boolean needsAnotherCall() {
        return true;
    }

    /** Its words are those of the library's C code: {@code error:100003fc:SSL routines:...:SSLV3_ALERT_BAD_RECORD_MAC}. */
    @Override
    public String inWords(SSLException refused) {
        String said = String.valueOf(refused.getMessage());
        Matcher alert = ALERT.matcher(said);
        if (alert.find()) return "Received fatal alert: " + alert.group(1).toLowerCase(Locale.ROOT);
        for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) return String.valueOf(cause.getMessage());
        }
        return said.substring(said.lastIndexOf(':') + 1).strip();
    }

    /** It answers the peer's close_notify with its own, and then takes nothing more. */
    @Override
    public boolean endsByHalves() {
        return false;
    }
}
