package dev.hawser.transport.tls;

import java.time.Duration;
import java.time.Instant;

/**
 * A certificate that a server makes for itself when it has none: for trying things out on one's own machine. Nobody
 * trusts it unless told to, and it lives no longer than the process that made it.
 */
public final class DevCertificate {

    /** Browsers refuse server certificates that live longer than 398 days; development needs far less. */
    private static final Duration LIFE = Duration.ofDays(30);

    /** For peers whose clock is behind ours. */
    private static final Duration SLACK = Duration.ofHours(1);

    private DevCertificate() {}

    /**
     * A fresh one with an EC P-256 key, signed by itself, for {@code localhost}, {@code 127.0.0.1} and {@code ::1},
     * valid for 30 days from {@code now}. Takes about a millisecond once the JDK's classes are warm.
     */
    public static TlsCertificate create(Instant now) {
        return new CertificateWriter("Hawser development certificate", now.minus(SLACK), now.plus(LIFE))
                .names("localhost", "127.0.0.1", "::1")
                .write();
    }
}
