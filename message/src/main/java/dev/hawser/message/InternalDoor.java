package dev.hawser.message;

import dev.hawser.message.internal.Heads;
import org.jspecify.annotations.Nullable;

/** What this package lends to the parsers and encoders of the wire room. */
final class InternalDoor implements Heads.Door {

    @Override
    public @Nullable FieldName knownName(byte[] array, int from, int to) {
        return KnownNames.find(array, from, to);
    }

    @Override
    public int findName(byte[] array, int from, int to) {
        return KnownNames.search(array, from, to);
    }

    @Override
    public int matchName(int name, byte[] array, int from, int to) {
        return KnownNames.match(name, array, from, to);
    }

    @Override
    public FieldName knownName(int id) {
        return FieldName.known(id);
    }

    @Override
    public FieldName name(String lower) {
        return FieldName.ofChecked(lower);
    }

    @Override
    public byte[] lowerOctets(FieldName name) {
        return name.lowerOctets();
    }

    @Override
    public byte[] canonicalOctets(FieldName name) {
        return name.canonicalOctets();
    }

    @Override
    public byte[] octets(Method method) {
        return method.octets();
    }

    @Override
    public Fields fields(FieldName[] names, String[] values, int count) {
        return Fields.parsed(names, values, count);
    }

    @Override
    public RequestHead request(
            Method method,
            @Nullable String scheme,
            @Nullable String authority,
            String target,
            @Nullable String protocol,
            Fields fields,
            HttpVersion version) {
        return new RequestHead(method, scheme, authority, target, protocol, fields, version);
    }

    @Override
    public Fields packed(byte[] record, int start, int count) {
        return count == 0 ? Fields.EMPTY : new PackedFields(record, start, count);
    }

    @Override
    public RequestHead packedRequest(Method method, byte[] record, int targetLength, int count, HttpVersion version) {
        return new RequestHead(method, record, targetLength, new PackedFields(record, targetLength, count), version);
    }

    @Override
    public ResponseHead response(Status status, Fields fields, HttpVersion version, @Nullable String reason) {
        return new ResponseHead(status, fields, version, reason);
    }

    @Override
    public @Nullable Object http1Memo(ResponseHead head) {
        return head.http1;
    }

    @Override
    public void http1Memo(ResponseHead head, Object memo) {
        head.http1 = memo;
    }

    @Override
    public @Nullable Object http2Memo(ResponseHead head) {
        return head.http2;
    }

    @Override
    public void http2Memo(ResponseHead head, Object memo) {
        head.http2 = memo;
    }
}
