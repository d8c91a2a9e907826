package dev.hawser.wire.h1;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import java.util.Set;

/**
 * Fields that have no place in a trailer section (RFC 9110 6.5.1): those by which messages are framed, routed,
 * authenticated, modified or processed. They are dropped, in both directions.
 */
final class Trailers {

    private static final Set<FieldName> FORBIDDEN = Set.of(
            FieldName.TRANSFER_ENCODING,
            FieldName.CONTENT_LENGTH,
            FieldName.TRAILER,
            FieldName.HOST,
            FieldName.CONNECTION,
            FieldName.KEEP_ALIVE,
            FieldName.PROXY_CONNECTION,
            FieldName.UPGRADE,
            FieldName.TE,
            FieldName.EXPECT,
            FieldName.MAX_FORWARDS,
            FieldName.CACHE_CONTROL,
            FieldName.PRAGMA,
            FieldName.RANGE,
            FieldName.AUTHORIZATION,
            FieldName.PROXY_AUTHORIZATION,
            FieldName.WWW_AUTHENTICATE,
            FieldName.PROXY_AUTHENTICATE,
            FieldName.COOKIE,
            FieldName.SET_COOKIE,
            FieldName.CONTENT_ENCODING,
            FieldName.CONTENT_TYPE,
            FieldName.CONTENT_RANGE,
            FieldName.LOCATION,
            FieldName.DATE,
            FieldName.EXPIRES,
            FieldName.RETRY_AFTER,
            FieldName.VARY);

    private Trailers() {}

    static boolean isForbidden(FieldName name) {
        return FORBIDDEN.contains(name);
    }

    /** {@code fields} without what has no place here. The same object where nothing has to go. */
    static Fields filter(Fields fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (isForbidden(fields.nameAt(i))) return filterFrom(fields);
        }
        return fields;
    }

    private static Fields filterFrom(Fields fields) {
        Fields.Builder kept = fields.toBuilder();
        for (int i = 0; i < fields.size(); i++) {
            FieldName name = fields.nameAt(i);
            if (isForbidden(name)) kept.remove(name);
        }
        return kept.build();
    }
}
