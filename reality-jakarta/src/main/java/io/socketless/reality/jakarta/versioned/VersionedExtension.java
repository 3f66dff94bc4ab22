package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.jakarta.Versioned;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.ArrayList;
import java.util.List;

/**
 * Fails the deployment of an application with an invalid {@code @Versioned}. {@link VersionedFeature} also checks
 * resources that are not beans, but not every server fails the deployment for an error there.
 */
public class VersionedExtension implements Extension {

    private final List<IllegalArgumentException> wrong = new ArrayList<>();

    /** For CDI. */
    public VersionedExtension() {}

    <T> void check(@Observes @WithAnnotations(Versioned.class) ProcessAnnotatedType<T> type) {
        Class<T> resource = type.getAnnotatedType().getJavaClass();
        for (AnnotatedMethod<? super T> method : type.getAnnotatedType().getMethods()) {
            Versioned versioned = method.getAnnotation(Versioned.class);
            if (versioned != null) {
                check(versioned, resource, method);
            }
        }
    }

    void stop(@Observes AfterDeploymentValidation deployment) {
        wrong.forEach(deployment::addDeploymentProblem);
    }

    private void check(Versioned versioned, Class<?> resource, AnnotatedMethod<?> method) {
        try {
            KeysOfPath.of(versioned, resource, method.getJavaMember());
        } catch (IllegalArgumentException found) {
            wrong.add(found);
        }
    }
}
