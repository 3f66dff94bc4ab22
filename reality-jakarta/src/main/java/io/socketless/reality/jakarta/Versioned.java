package io.socketless.reality.jakarta;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What this JAX-RS {@code GET} method answers is the data behind these keys: as long as none of them has changed, a client that
 * has the answer need not be sent it again.
 *
 * <pre>{@code
 * @GET
 * @Path("rooms/{room}")
 * @Versioned("chat:room:{room}")
 * public List<Message> messages(@PathParam("room") String room) { ... }
 * }</pre>
 *
 * A 200 gets an {@code ETag}, {@code X-Reality-Version} with the highest version of the keys, and
 * {@code Cache-Control: private, no-cache} if the application has set none. A request whose {@code If-None-Match} still holds is
 * answered with 304 without the method being called; so is one without that field whose {@code X-Reality-Version} is the
 * version of the key, if there is one key only.
 *
 * <p>The versions are read before the method runs. What changes meanwhile may be in the answer of an older version, which costs a
 * client one fetch too many; a new version never stands on older data. So the method must read data that are at least as new as
 * the last committed change, not a cache of its own that lags behind.
 *
 * <p>A {@code {name}} in a key stands for the decoded value of the path parameter of that name. A name that the path of the method
 * and of its class does not have stops the deployment; in the class of a sub-resource, whose path is only known when it is
 * reached, such a name fails the request.
 *
 * <p>An answer gets no version, and is otherwise as if the annotation were not there, if it is not a 200, if the caller may not
 * watch one of the keys, if a path parameter makes no valid key, or if the cluster does not tell the versions within a second.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Versioned {

    /** The keys of everything that the answer is made of, each with any number of names in braces. */
    String[] value();

    /**
     * Request headers on which the answer depends as well; they go into the {@code ETag} and into {@code Vary}. {@code Accept},
     * {@code Accept-Language} and the name of the caller are in the {@code ETag} already.
     */
    String[] vary() default {};
}
