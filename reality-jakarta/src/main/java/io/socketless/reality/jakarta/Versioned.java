package io.socketless.reality.jakarta;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes responses of this JAX-RS {@code GET} method conditional on these keys: until one of them changes, a client that
 * has the response gets a 304.
 *
 * <pre>{@code
 * @GET
 * @Path("rooms/{room}")
 * @Versioned("chat:room:{room}")
 * public List<Message> messages(@PathParam("room") String room) { ... }
 * }</pre>
 *
 * A 200 gets an {@code ETag}, {@code X-Reality-Version} with the highest version of the keys, and
 * {@code Cache-Control: private, no-cache} if the application sets none. A request whose {@code If-None-Match} still
 * holds gets a 304, and the method is not called. The same applies to a request without that field whose {@code
 * X-Reality-Version} is the version of the key, if there is only one key.
 *
 * <p>The versions are read before the method runs. A response can therefore contain a change under an older version,
 * which costs an extra refetch, but never old data under a newer version. The method must read data at least as new as
 * the last committed change, not a cache that can hold older data.
 *
 * <p>A {@code {name}} in a key is replaced by the decoded path parameter of that name. A name that is in neither the
 * path of the method nor that of its class fails the deployment. In a sub-resource, whose path is known only at the
 * request, it fails the request.
 *
 * <p>A response gets no version, and is otherwise unchanged, if it is not a 200, if the caller cannot watch one of the
 * keys, if a path parameter makes an invalid key, or if the cluster does not answer within a second.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Versioned {

    /** The keys of everything that the answer is made of, each with any number of names in braces. */
    String[] value();

    /**
     * Further request headers on which the response depends; they are included in the {@code ETag} and in {@code Vary}.
     * {@code Accept}, {@code Accept-Language} and the name of the caller are always in the {@code ETag}.
     */
    String[] vary() default {};
}
