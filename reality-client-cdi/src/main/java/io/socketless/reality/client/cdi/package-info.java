/**
 * The client inside an application: {@code @Inject RealityClient}, configured with {@code reality.client.*}. Without
 * servers, it
 * calls the node in the application directly. {@link io.socketless.reality.client.cdi.PageState} writes the state that
 * a page was
 * rendered from into the page.
 */
@NullMarked
package io.socketless.reality.client.cdi;

import org.jspecify.annotations.NullMarked;
