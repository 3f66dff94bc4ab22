package io.socketless.reality.jakarta.door;

import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.servlet.RealityServlet;
import jakarta.servlet.Servlet;
import java.util.function.Function;

/**
 * A door for HTTP.
 *
 * @param path where its servlet is mapped, below the context root
 * @param base where its endpoints are, below the context root
 */
public record Door(String path, String base, Function<Application, Servlet> servlet) {

    static final Door SERVLET =
            new Door("/reality", "/reality", application -> application.injected(RealityServlet.class));
}
