package io.socketless.reality;

/**
 * A CDI bean that is called for everything that this node has published: fired {@link Invalidation}s, keys of
 * {@code @Invalidates} and of JPA entities, changes through {@link Reality}, and changes posted to the endpoints.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class ChangeLog implements PublishedHereListener {
 *     public void invalidated(Invalidation invalidation) {
 *         log(invalidation.keys());
 *     }
 * }
 * }</pre>
 *
 * The call comes after the publication is confirmed, on a container thread, outside any request or transaction. Calls
 * come one after another. The changes of a transaction come in one call per source. Exceptions are logged and do not
 * affect other listeners. A slow listener delays later calls, never a commit or a response; once 10,000 calls are
 * queued, further ones are dropped and a warning is logged. Do not evict caches of data here: a client's refetch can be
 * faster.
 *
 * <p>To be notified of changes by any node, observe {@link Changed}.
 */
@FunctionalInterface
public interface PublishedHereListener {

    /**
     *
     * These keys have changed. The source is always present: a name that the caller gave, or the server id of this
     *
     * node.
     *
     */
    void invalidated(Invalidation invalidation);
}
