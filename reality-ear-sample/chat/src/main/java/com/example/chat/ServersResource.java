package com.example.chat;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The addresses of all nodes, from the property {@code chat.servers}. With them, a page fails over to another node.
 * Behind a load balancer the property is not needed.
 */
@Path("servers")
@RequestScoped
@Produces(APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class ServersResource {

    @Inject
    @ConfigProperty(name = "chat.servers")
    private Optional<String> servers;

    @GET
    public List<String> servers() {
        return servers.map(text -> List.of(text.split("\\s*,\\s*"))).orElse(List.of());
    }
}
