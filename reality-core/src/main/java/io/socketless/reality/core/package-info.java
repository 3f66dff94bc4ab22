/**
 * The engine: reads that are merged, writes that are joined, clients that wait. It knows neither CDI nor HTTP nor any store
 * but the one in memory.
 */
@NullMarked
package io.socketless.reality.core;

import org.jspecify.annotations.NullMarked;
