package com.example.chat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Allows a page of one node to use the chat's API on another (CORS), as Reality does for its own addresses by the same
 * property. Names the node in every response.
 */
@Provider
@PreMatching
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class OtherOrigins implements ContainerRequestFilter, ContainerResponseFilter {

    @Inject
    @ConfigProperty(name = "reality.server.id")
    private Optional<String> serverId;

    @Inject
    @ConfigProperty(name = "reality.cors.origins")
    private Optional<String> origins;

    /** Answers a preflight. */
    @Override
    public void filter(ContainerRequestContext request) {
        if ("OPTIONS".equals(request.getMethod()) && request.getHeaderString("Access-Control-Request-Method") != null) {
            request.abortWith(Response.noContent().build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String origin = request.getHeaderString("Origin");
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.add(HttpHeaders.VARY, "Origin");
        serverId.ifPresent(id -> headers.putSingle("X-Chat-Server", id));
        if (origin != null && allowed().contains(origin)) {
            headers.putSingle("Access-Control-Allow-Origin", origin);
            headers.putSingle("Access-Control-Allow-Methods", "GET, POST");
            headers.putSingle("Access-Control-Allow-Headers", "Content-Type");
            headers.putSingle("Access-Control-Expose-Headers", "X-Chat-Server");
            headers.putSingle("Access-Control-Max-Age", "600");
        }
    }

    private List<String> allowed() {
        return origins.map(text -> List.of(text.split("\\s*,\\s*"))).orElse(List.of());
    }
}
