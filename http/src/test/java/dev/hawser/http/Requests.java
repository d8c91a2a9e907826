package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;

/** Requests that came by no connection. */
final class Requests {

    private Requests() {}

    static Request get(String target, String... fields) {
        return of(Method.GET, target, fields);
    }

    /** A request without content; {@code fields} are names and values in turn. */
    static Request of(Method method, String target, String... fields) {
        Fields.Builder all = Fields.builder();
        for (int i = 0; i < fields.length; i += 2) all.add(FieldName.of(fields[i]), fields[i + 1]);
        return new Request(RequestHead.of(method, target, all.build()), null, 1, CompleteBody.NONE);
    }
}
