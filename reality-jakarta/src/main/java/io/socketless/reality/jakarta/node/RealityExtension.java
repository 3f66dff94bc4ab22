package io.socketless.reality.jakarta.node;

import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.spi.SettingException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.util.ArrayList;
import java.util.List;

/** Stops the deployment of an application whose configuration or whose keys are wrong, and says what is wrong. */
public class RealityExtension implements Extension {

    private final List<IllegalArgumentException> wrongTemplates = new ArrayList<>();

    /** For CDI. */
    public RealityExtension() {}

    <T> void check(@Observes @WithAnnotations(Invalidates.class) ProcessAnnotatedType<T> type) {
        if (type.getAnnotatedType().getJavaClass() == InvalidatesInterceptor.class) {
            return;
        }
        boolean everyMethod = type.getAnnotatedType().isAnnotationPresent(Invalidates.class);
        for (AnnotatedMethod<? super T> method : type.getAnnotatedType().getMethods()) {
            boolean own = method.getDeclaringType().equals(type.getAnnotatedType());
            if (method.isAnnotationPresent(Invalidates.class) || (everyMethod && own && !method.isStatic())) {
                check(method);
            }
        }
    }

    void check(@Observes AfterDeploymentValidation deployment) {
        wrongTemplates.forEach(deployment::addDeploymentProblem);
        try {
            NodeLifecycle.check();
        } catch (SettingException wrong) {
            deployment.addDeploymentProblem(wrong);
        }
    }

    private void check(AnnotatedMethod<?> method) {
        try {
            InvalidatesInterceptor.templates(method.getJavaMember());
        } catch (IllegalArgumentException wrong) {
            wrongTemplates.add(wrong);
        }
    }
}
