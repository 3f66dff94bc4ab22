/**
 * The engine: merged reads, joined writes, held requests. It depends on neither CDI nor HTTP, and on no store but the
 * one in memory.
 */
@NullMarked
package io.socketless.reality.core;

import org.jspecify.annotations.NullMarked;
