/**
 * The classes that all web applications share: error responses, the rate of generated changes, and traffic counters.
 */
@NullMarked
package com.example.web;

import org.jspecify.annotations.NullMarked;
