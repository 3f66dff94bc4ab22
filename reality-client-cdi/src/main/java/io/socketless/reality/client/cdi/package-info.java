/**
 * The client inside of an application: {@code @Inject RealityClient}, configured by {@code reality.client.*}, calls the node of the
 * application directly where there is one. {@link io.socketless.reality.client.cdi.RealityState} writes what a page was
 * rendered from into the page.
 */
@NullMarked
package io.socketless.reality.client.cdi;

import org.jspecify.annotations.NullMarked;
