package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.internal.LogMessage;

/** Log messages of the servlet: 1201 and 1202. */
final class ServletMessages {

    static final LogMessage NOT_ASYNC = LogMessage.warning(
            1201, "Requests are not held: a filter in front of %s does not support asynchronous requests");
    static final LogMessage ENDPOINT =
            LogMessage.info(1202, "Endpoint of the application at '%s': %s (reality.endpoint)");

    private ServletMessages() {}
}
