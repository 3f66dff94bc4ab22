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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Invalidates the keys of {@link Invalidates}. It runs inside of the interceptor for {@code @Transactional}, so that the
 * method's transaction is active when it hands over the keys; they are published after that transaction's commit.
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
        try {
            return call.proceed();
        } finally {
            invalidations.on(invalidation); // after a throw as well: the method may have changed data before
        }
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
     * The templates that are in force for a method of a bean, which the bean may have inherited.
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
