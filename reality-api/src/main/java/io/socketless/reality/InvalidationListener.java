package io.socketless.reality;

/**
 * A CDI bean that is told of everything that this node has published: what was fired as {@link Invalidation}, named by {@code @Invalidates} or by
 * JPA entities, changed through {@link Reality}, or posted to the endpoints.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class PageCache implements InvalidationListener {
 *     public void invalidated(Invalidation invalidation) {
 *         invalidation.keys().forEach(this::drop);
 *     }
 * }
 * }</pre>
 *
 * It is called once it is certain that clients will be told, one after another, on a thread of the container, outside of any request
 * or transaction. What a transaction has changed comes in one call, or one for each source. An exception is logged and concerns nobody else. A
 * slow listener delays the next calls, never a commit or an answer; if it falls behind by more than 10,000 calls, some are left
 * out, which is logged.
 *
 * <p>To hear on every node of the changes of any node, observe {@link Changed}.
 */
@FunctionalInterface
public interface InvalidationListener {

    /** These keys have changed. The source is always there: a name that somebody gave, else the server id of this node. */
    void invalidated(Invalidation invalidation);
}
