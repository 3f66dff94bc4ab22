package io.socketless.reality.jakarta;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The data behind these keys changes when the method runs.
 *
 * <pre>{@code
 * @Transactional
 * @Invalidates("chat:room:{room}")
 * public void post(@Key("room") String room, String text) { ... }
 * }</pre>
 *
 * Inside a JTA transaction, the method's own or its caller's, the keys are invalidated after the commit and never after
 * a rollback. Outside of one they are invalidated when the method ends. Whether the method returns or throws makes no
 * difference: it may have changed data before it threw, and a refetch too many does no harm.
 *
 * <p>A {@code {name}} in a key stands for the argument whose parameter has {@link Key @Key("name")}, turned into text
 * by {@link String#valueOf(Object)}. A name without such a parameter stops the deployment. An argument that is null, or
 * that makes a key that breaks the rules for keys, fails the call with {@link IllegalArgumentException} before the
 * method runs.
 */
@InterceptorBinding
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Invalidates {

    /** The keys, each with any number of names in braces. */
    @Nonbinding
    String[] value();
}
