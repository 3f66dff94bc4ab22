package io.socketless.reality.jakarta.node;

import io.socketless.reality.Invalidation;
import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.protocol.KeyRule;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Invalidates the keys of {@link Invalidates}. It runs inside the interceptor for {@code @Transactional}: the method's
 * transaction is still active when the keys are handed over, and they are published after its commit.
 */
@Invalidates({})
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
public class InvalidatesInterceptor {

    private final Map<Call, List<KeyTemplate>> templates = new ConcurrentHashMap<>();

    @Inject
    private NodeLifecycle lifecycle;

    @Inject
    private Invalidations invalidations;

    /** For CDI. */
    public InvalidatesInterceptor() {}

    @AroundInvoke
    Object invalidate(InvocationContext call) throws Exception {
        Invalidation invalidation = Invalidation.of(keys(call));
        boolean pending = false;
        try {
            Object result = call.proceed();
            if (result instanceof CompletionStage<?> stage) {
                pending = true;
                return publishing(stage, invalidation, call.getMethod().getReturnType());
            }
            return result;
        } finally {
            // After a throw as well: the method can have changed data before. A transaction that is active here can
            // commit after the stage completes.
            if (!pending || invalidations.isHolding()) {
                invalidations.on(invalidation);
            }
        }
    }

    /**
     * The stage that completes after the publication, unless the method declares a type of its own. A stage that fails
     * publishes, too: its work can have changed data before.
     */
    private Object publishing(CompletionStage<?> stage, Invalidation invalidation, Class<?> declared) {
        CompletionStage<?> published = stage.whenComplete((value, failure) -> invalidations.on(invalidation));
        return declared.isInstance(published) ? published : stage;
    }

    private Set<String> keys(InvocationContext call) {
        KeyRule rule = lifecycle.node().settings().limits().keyRule();
        Set<String> keys = new LinkedHashSet<>();
        Call of = new Call(call.getTarget().getClass(), call.getMethod());
        for (KeyTemplate template : templates.computeIfAbsent(of, each -> templates(each.type, each.method))) {
            keys.add(Keys.checked(rule, template.key(call.getParameters())));
        }
        return keys;
    }

    /**
     * The templates that apply to a method of a bean, possibly an inherited one.
     *
     * @throws IllegalArgumentException if one cannot be filled
     */
    static List<KeyTemplate> templates(Class<?> bean, Method method) {
        Invalidates invalidates = method.getAnnotation(Invalidates.class);
        if (invalidates == null) {
            invalidates = bean.getAnnotation(Invalidates.class);
        }
        if (invalidates == null || invalidates.value().length == 0) {
            throw new IllegalArgumentException(
                    "@Invalidates on %s.%s names no key".formatted(bean.getName(), method.getName()));
        }
        return Arrays.stream(invalidates.value())
                .map(template -> KeyTemplate.of(template, method))
                .toList();
    }

    private record Call(Class<?> type, Method method) {}
}
