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
 * Invalidates these keys when the method ends.
 *
 * <pre>{@code
 * @Transactional
 * @Invalidates("chat:room:{room}")
 * public void post(@Key("room") String room, String text) { ... }
 * }</pre>
 *
 * Inside a JTA transaction, the method's own or its caller's, the keys are invalidated after the commit and never after
 * a rollback. Without a transaction they are invalidated when the method ends. It makes no difference whether the
 * method returns or throws: it can have changed data before it threw, and an extra refetch does no harm.
 *
 * <p>If the method returns a {@link java.util.concurrent.CompletionStage}, the keys are invalidated when the stage
 * completes, also if it fails. The caller gets a stage that completes afterwards. A transaction that is active when
 * the method returns also invalidates them after its commit.
 *
 * <p>A {@code {name}} in a key stands for the argument whose parameter has {@link Key @Key("name")}, turned into text
 * by {@link String#valueOf(Object)}. It must be a single value: text, a number, a boolean, a character, an enum
 * constant, a UUID, or a value of {@code java.time}. A name without a parameter, or with one of another type such as an
 * entity, stops the deployment. An argument that is null or not a single value, or an invalid key, fails the call with
 * {@link IllegalArgumentException} before the method runs.
 *
 * <p>This is an interceptor: it works for calls from other beans, not for calls within the object.
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
