/**
 * Runs nodes as processes through faults and holds every answer against a record of what was acknowledged. Scenarios
 * must show no miss; controls, which are nodes with one deliberate mistake, must show one.
 */
package io.socketless.reality.faults;
