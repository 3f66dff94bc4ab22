package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.config.ConfiguredSettings;
import io.socketless.reality.jakarta.config.ServerSettings;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.lang.System.Logger;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps the servlet in every web application that has this jar, unless {@code reality.endpoint} is {@code none}. */
public class RealityInitializer implements ServletContainerInitializer {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    /** For the container. */
    public RealityInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application) {
        if (isTurnedOff()) {
            ServletMessages.ENDPOINT.log(LOGGER, application.getContextPath(), "none");
            return;
        }
        ServletRegistration.Dynamic servlet = application.addServlet("reality", RealityServlet.class);
        if (servlet != null) { // null: the application has mapped it itself
            servlet.setAsyncSupported(true);
            servlet.addMapping("/reality/*");
        }
        ServletMessages.ENDPOINT.log(LOGGER, application.getContextPath(), "the servlet at /reality");
    }

    /**
     * In an EAR, some servers do not read the configuration of a WAR before its first request. The servlet therefore
     * checks again. A wrong value is reported by the deployment.
     */
    private static boolean isTurnedOff() {
        try {
            return ServerSettings.endpoint(ConfiguredSettings.ofApplication()) == ServerSettings.EndpointKind.NONE;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }
}
