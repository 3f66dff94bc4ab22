package io.socketless.reality.jakarta.node;

import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.SettingException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.reflect.Modifier;
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
            if (method.isAnnotationPresent(Invalidates.class) || (everyMethod && isIntercepted(method))) {
                check(type.getAnnotatedType().getJavaClass(), method);
            }
        }
    }

    void check(@Observes AfterDeploymentValidation deployment, BeanManager beans) {
        wrongTemplates.forEach(deployment::addDeploymentProblem);
        try {
            if (NodeLifecycle.check().storeKind() == ServerSettings.StoreKind.AUTO) {
                beans.resolve(beans.getBeans(RealityStore.class));
            }
        } catch (SettingException | AmbiguousResolutionException wrong) {
            deployment.addDeploymentProblem(wrong);
        }
    }

    private void check(Class<?> bean, AnnotatedMethod<?> method) {
        try {
            InvalidatesInterceptor.templates(bean, method.getJavaMember());
        } catch (IllegalArgumentException wrong) {
            wrongTemplates.add(wrong);
        }
    }

    /** Whether an annotation of the class concerns the method: nobody but the class and the server calls the others. */
    private static boolean isIntercepted(AnnotatedMethod<?> method) {
        int modifiers = method.getJavaMember().getModifiers();
        return !Modifier.isStatic(modifiers)
                && !Modifier.isPrivate(modifiers)
                && method.getJavaMember().getDeclaringClass() != Object.class
                && !method.isAnnotationPresent(PostConstruct.class)
                && !method.isAnnotationPresent(PreDestroy.class);
    }
}
