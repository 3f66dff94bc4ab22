package io.socketless.reality.client.internal;

import io.socketless.reality.client.RefusedException;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.Problem;
import io.socketless.reality.protocol.ProtocolException;
import io.socketless.reality.protocol.ResponseDecoder;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** A server that is reached by {@code java.net.http}. */
final class HttpTransport implements Transport {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final String name;
    private final URI root;
    private final HttpClient http;
    private final Supplier<Map<String, String>> headers;
    private final ResponseDecoder decoder = new ResponseDecoder();

    /**
     * @param base the web application, below which there is {@code /reality}
     * @param headers is asked for every request, on the thread that sends it
     */
    HttpTransport(URI base, HttpClient http, Supplier<Map<String, String>> headers) {
        String text = base.toString();
        this.name = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.root = URI.create(name + "/reality");
        this.http = http;
        this.headers = headers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<SyncResponse> sync(SyncRequest request) {
        return post("/sync", Encoder.encode(request), decoder::sync);
    }

    @Override
    public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
        return post("/update", Encoder.encode(request), decoder::update);
    }

    @Override
    public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
        return post("/invalidate", Encoder.encode(request), decoder::invalidate);
    }

    @Override
    public CompletableFuture<HealthResponse> health() {
        return send(request("/health").GET().build(), response -> {
            if (response.statusCode() == UNAVAILABLE) {
                return decoder.health(response.body()); // unhealthy, or a problem, which the decoder refuses
            }
            return read(response, decoder::health);
        });
    }

    private <T> CompletableFuture<T> post(String path, byte[] body, Function<byte[], T> decode) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return send(request, response -> read(response, decode));
    }

    private HttpRequest.Builder request(String path) {
        URI target = URI.create(root + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                // Without TLS the offer to switch to HTTP/2 would go with every request of a new connection.
                .version("https".equals(target.getScheme()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .header("Accept", "application/json");
        headers.get().forEach(request::setHeader);
        return request;
    }

    private <T> CompletableFuture<T> send(HttpRequest request, Function<HttpResponse<byte[]>, T> read) {
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, head -> new BoundedBytes(ResponseDecoder.DEFAULT_MAX_BYTES));
        CompletableFuture<T> answer = sent.thenApply(read);
        answer.whenComplete((value, failure) -> {
            if (answer.isCancelled()) {
                sent.cancel(true); // closes the connection, so that the server does not hold the request any longer
            }
        });
        return answer;
    }

    private <T> T read(HttpResponse<byte[]> response, Function<byte[], T> decode) {
        if (response.statusCode() != OK) {
            throw new RefusedException(name, problem(response), retryAfter(response));
        }
        return decode.apply(response.body());
    }

    private Problem problem(HttpResponse<byte[]> response) {
        try {
            Problem problem = decoder.problem(response.body());
            return Problem.of(response.statusCode(), problem.detail(), problem.errors());
        } catch (ProtocolException notOne) {
            return Problem.of(response.statusCode(), "without a reason");
        }
    }

    /** In seconds, or as a date. */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").flatMap(text -> {
            try {
                return text.chars().allMatch(Character::isDigit)
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                        : Optional.of(Duration.between(
                                Instant.now(),
                                ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                        .toInstant()));
            } catch (NumberFormatException | DateTimeParseException wrong) {
                return Optional.empty();
            }
        });
    }
}
