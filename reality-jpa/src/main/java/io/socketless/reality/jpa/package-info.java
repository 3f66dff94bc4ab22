/**
 * Publishes the keys of JPA entities when they are inserted, updated and removed. {@link
 * io.socketless.reality.jpa.RealityKeys} says which keys; Hibernate finds this jar by itself, EclipseLink is told of
 * {@link io.socketless.reality.jpa.EclipseLinkCustomizer}.
 */
@NullMarked
package io.socketless.reality.jpa;

import org.jspecify.annotations.NullMarked;
