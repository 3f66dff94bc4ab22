package io.socketless.reality.jakarta.node;

import io.socketless.reality.KeyAuthorizer;
import io.socketless.reality.PayloadProvider;
import io.socketless.reality.PublishedHereListener;
import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.SettingException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Stops the deployment of an application with an invalid configuration or key, with a message that names the cause.
 * Collects the beans that the application supplies, from all of its archives.
 */
public class RealityExtension implements Extension {

    private static final Set<Class<?>> SUPPLIED =
            Set.of(KeyAuthorizer.class, PayloadProvider.class, PublishedHereListener.class);

    private final List<IllegalArgumentException> wrongTemplates = new ArrayList<>();
    private final Set<Bean<?>> suppliedBeans = new LinkedHashSet<>();

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

    <T> void collect(@Observes ProcessBean<T> found) {
        Bean<?> bean = found.getBean();
        if (SUPPLIED.stream().anyMatch(bean.getTypes()::contains)
                && bean.getQualifiers().contains(Default.Literal.INSTANCE)) {
            suppliedBeans.add(bean);
        }
    }

    /** Whether the application has beans of a type. */
    boolean supplies(Class<?> type) {
        return suppliedBeans.stream().anyMatch(bean -> bean.getTypes().contains(type));
    }

    /**
     * The application's beans of a type, of an alternative only if there is one. Injection would not do in an EAR that
     * has this jar in {@code lib/}: there it finds what is in {@code lib/}, and what is in a WAR on some servers only.
     *
     * @param type {@link KeyAuthorizer}, {@link PayloadProvider} or {@link PublishedHereListener}
     */
    public <T> List<T> supplied(Class<T> type, BeanManager beans) {
        List<Bean<?>> all = suppliedBeans.stream()
                .filter(bean -> bean.getTypes().contains(type))
                .toList();
        boolean replaced = all.stream().anyMatch(Bean::isAlternative);
        return all.stream()
                .filter(bean -> !replaced || bean.isAlternative())
                .map(bean -> type.cast(beans.getReference(bean, type, beans.createCreationalContext(bean))))
                .toList();
    }

    void check(@Observes AfterDeploymentValidation deployment, BeanManager beans) {
        wrongTemplates.forEach(deployment::addDeploymentProblem);
        try {
            ServerSettings settings = NodeLifecycle.check();
            if (supplies(PayloadProvider.class) && !supplies(KeyAuthorizer.class) && !settings.payloadPublic()) {
                deployment.addDeploymentProblem(new IllegalStateException(
                        "A PayloadProvider without a KeyAuthorizer sends its payloads to every caller."
                                + " Add a KeyAuthorizer, or set reality.payload.public=true"));
            }
            if (settings.storeKind() == ServerSettings.StoreKind.AUTO) {
                Bean<?> supplied = beans.resolve(beans.getBeans(RealityStore.class));
                if (supplied == null && !NodeLifecycle.hasProvider()) {
                    deployment.addDeploymentProblem(NodeLifecycle.noStore());
                }
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
