package io.socketless.reality.rest;

import io.socketless.reality.protocol.RequestDecoder;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The endpoints under the path of a JAX-RS application, behind its filters. An {@code Application} that lists no
 * classes finds this resource in {@code WEB-INF/lib}; one that lists classes adds it. Set {@code reality.endpoint=none}
 * to turn the servlet off.
 *
 * <p>A subclass with its own {@code @Path} can add annotations such as {@code @RolesAllowed}.
 */
@Path("/reality")
@Tag(name = "Reality", description = "Reports which data has changed")
public class RealityResource {

    private static final String GET_METHODS = "GET, HEAD, OPTIONS";
    private static final String POST_METHODS = "POST, OPTIONS";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    /** For JAX-RS. */
    public RealityResource() {}

    /**
     * Reports the keys whose versions the client does not hold; holds the request until one changes if it asks for
     * that.
     */
    @POST
    @Path("sync")
    @Operation(
            operationId = "realitySync",
            summary = "Report the keys whose versions the client does not hold",
            description = "With a positive \"wait\" the request is held until a key changes or the time is over.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples =
                                    @ExampleObject(
                                            name = "sync",
                                            value = "{\"known\":{\"chat:room:general\":0},\"wait\":25000}")))
    @APIResponse(
            responseCode = "200",
            description = "The changed keys",
            content = @Content(mediaType = JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "400", description = "Malformed body", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "413", description = "Body too large", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "429", description = "Too many requests", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "503", description = "Retry later", content = @Content(mediaType = PROBLEM))
    public void sync(
            @Parameter(hidden = true) @BeanParam RestExchange exchange,
            @Suspended AsyncResponse response,
            InputStream body) {
        exchange.answer(
                response, () -> exchange.answers().sync(exchange.caller(), exchange.body(body, RequestDecoder::sync)));
    }

    /** Raises the version of a key and sets its hash. */
    @POST
    @Path("update")
    @Operation(operationId = "realityUpdate", summary = "Raise the version of a key and set its hash")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples =
                                    @ExampleObject(
                                            name = "update",
                                            value = "{\"key\":\"chat:room:general\",\"hash\":\"abc123\"}")))
    @APIResponse(
            responseCode = "200",
            description = "The new version",
            content = @Content(mediaType = JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "400", description = "Malformed body", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "401", description = "No credentials", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "403", description = "Not allowed", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "503", description = "Retry later", content = @Content(mediaType = PROBLEM))
    public void update(
            @Parameter(hidden = true) @BeanParam RestExchange exchange,
            @Suspended AsyncResponse response,
            InputStream body) {
        exchange.answerWriter(response, () -> exchange.answers()
                .update(exchange.caller(), exchange.body(body, RequestDecoder::update)));
    }

    /** Raises the versions of keys. */
    @POST
    @Path("invalidate")
    @Operation(operationId = "realityInvalidate", summary = "Raise the versions of keys")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples =
                                    @ExampleObject(name = "invalidate", value = "{\"keys\":[\"chat:room:general\"]}")))
    @APIResponse(
            responseCode = "200",
            description = "The new versions",
            content = @Content(mediaType = JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "400", description = "Malformed body", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "401", description = "No credentials", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "403", description = "Not allowed", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "503", description = "Retry later", content = @Content(mediaType = PROBLEM))
    public void invalidate(
            @Parameter(hidden = true) @BeanParam RestExchange exchange,
            @Suspended AsyncResponse response,
            InputStream body) {
        exchange.answerWriter(response, () -> exchange.answers()
                .invalidate(exchange.caller(), exchange.body(body, RequestDecoder::invalidate)));
    }

    /** Reports the keys that changed after a version. */
    @GET
    @Path("versions")
    @Operation(operationId = "realityVersions", summary = "Report the keys that changed after a version")
    @Parameter(name = "since", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.INTEGER))
    @APIResponse(
            responseCode = "200",
            description = "The keys, by version",
            content = @Content(mediaType = JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "401", description = "No credentials", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "403", description = "Not allowed", content = @Content(mediaType = PROBLEM))
    public void versions(
            @Parameter(hidden = true) @BeanParam RestExchange exchange, @Suspended AsyncResponse response) {
        exchange.answerWriter(
                response, () -> exchange.answers().versions(exchange.queries().since(exchange.query())));
    }

    /** Reports the health of this node. */
    @GET
    @Operation(operationId = "realityBase", summary = "Report the health of this node")
    @APIResponse(
            responseCode = "200",
            description = "Healthy or degraded",
            content = @Content(mediaType = JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "503", description = "Unhealthy", content = @Content(mediaType = JSON))
    public void base(@Parameter(hidden = true) @BeanParam RestExchange exchange, @Suspended AsyncResponse response) {
        exchange.answer(response, exchange.answers()::health);
    }

    /** Reports the health of this node. */
    @GET
    @Path("health")
    @Operation(operationId = "realityHealth", summary = "Report the health of this node")
    @APIResponse(
            responseCode = "200",
            description = "Healthy or degraded",
            content = @Content(mediaType = JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "503", description = "Unhealthy", content = @Content(mediaType = JSON))
    public void health(@Parameter(hidden = true) @BeanParam RestExchange exchange, @Suspended AsyncResponse response) {
        exchange.answer(response, exchange.answers()::health);
    }

    /** Reports changed keys as a finite event stream, for the browser's {@code EventSource}. */
    @GET
    @Path("events")
    @Operation(operationId = "realityEvents", summary = "Report changed keys as a finite event stream")
    @Parameter(
            name = "key",
            in = ParameterIn.QUERY,
            required = true,
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
    @Parameter(name = "wait", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.INTEGER))
    @Parameter(name = "Last-Event-ID", in = ParameterIn.HEADER, schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "One event for each changed key",
            content = @Content(mediaType = "text/event-stream"))
    @APIResponse(responseCode = "400", description = "Malformed query", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "429", description = "Too many requests", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "503", description = "Retry later", content = @Content(mediaType = PROBLEM))
    public void events(@Parameter(hidden = true) @BeanParam RestExchange exchange, @Suspended AsyncResponse response) {
        exchange.answer(response, () -> exchange.answers()
                .events(exchange.caller(), exchange.queries().events(exchange.query(), exchange.lastEventId())));
    }

    /** Reports the versions of keys to a conditional request. */
    @GET
    @Path("poll")
    @Operation(operationId = "realityPoll", summary = "Report the versions of keys, unless the client holds them")
    @Parameter(
            name = "key",
            in = ParameterIn.QUERY,
            required = true,
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
    @Parameter(name = "If-None-Match", in = ParameterIn.HEADER, schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "The versions",
            content = @Content(mediaType = JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "304", description = "The client holds these versions")
    @APIResponse(responseCode = "400", description = "Malformed query", content = @Content(mediaType = PROBLEM))
    @APIResponse(responseCode = "503", description = "Retry later", content = @Content(mediaType = PROBLEM))
    public void poll(@Parameter(hidden = true) @BeanParam RestExchange exchange, @Suspended AsyncResponse response) {
        exchange.answer(response, () -> exchange.answers()
                .poll(exchange.caller(), exchange.queries().poll(exchange.query(), exchange.condition())));
    }

    /** Lists the methods of {@code /sync}, and answers preflights. */
    @OPTIONS
    @Path("sync")
    @Operation(hidden = true)
    public Response optionsOfSync(@Parameter(hidden = true) @BeanParam RestExchange exchange) {
        return exchange.options(POST_METHODS);
    }

    /** Lists the methods of {@code /update}, and answers preflights. */
    @OPTIONS
    @Path("update")
    @Operation(hidden = true)
    public Response optionsOfUpdate(@Parameter(hidden = true) @BeanParam RestExchange exchange) {
        return exchange.options(POST_METHODS);
    }

    /** Lists the methods of {@code /invalidate}, and answers preflights. */
    @OPTIONS
    @Path("invalidate")
    @Operation(hidden = true)
    public Response optionsOfInvalidate(@Parameter(hidden = true) @BeanParam RestExchange exchange) {
        return exchange.options(POST_METHODS);
    }

    /** Lists the methods of {@code /versions}, and answers preflights. */
    @OPTIONS
    @Path("versions")
    @Operation(hidden = true)
    public Response optionsOfVersions(@Parameter(hidden = true) @BeanParam RestExchange exchange) {
        return exchange.options(GET_METHODS);
    }

    /** Lists the methods of {@code /events}, and answers preflights. */
    @OPTIONS
    @Path("events")
    @Operation(hidden = true)
    public Response optionsOfEvents(@Parameter(hidden = true) @BeanParam RestExchange exchange) {
        return exchange.options(GET_METHODS);
    }

    /** Lists the methods of {@code /poll}, and answers preflights. */
    @OPTIONS
    @Path("poll")
    @Operation(hidden = true)
    public Response optionsOfPoll(@Parameter(hidden = true) @BeanParam RestExchange exchange) {
        return exchange.options(GET_METHODS);
    }

    /** Lists the methods of {@code /health}, and answers preflights. */
    @OPTIONS
    @Path("health")
    @Operation(hidden = true)
    public Response optionsOfHealth(@Parameter(hidden = true) @BeanParam RestExchange exchange) {
        return exchange.options(GET_METHODS);
    }

    /** Lists the methods of the base, and answers preflights. */
    @OPTIONS
    @Operation(hidden = true)
    public Response optionsOfBase(@Parameter(hidden = true) @BeanParam RestExchange exchange) {
        return exchange.options(GET_METHODS);
    }
}
