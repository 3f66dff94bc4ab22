package io.socketless.reality.jakarta.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps the endpoints in every web application that has this jar, whatever its {@code web.xml} says or does not say. */
public class RealityInitializer implements ServletContainerInitializer {

    /** For the container. */
    public RealityInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application) {
        ServletRegistration.Dynamic servlet = application.addServlet("reality", RealityServlet.class);
        if (servlet != null) { // null: the application has mapped it itself
            servlet.setAsyncSupported(true);
            servlet.addMapping("/reality/*");
        }
    }
}
