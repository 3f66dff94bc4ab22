/** The notification centre of one user over HTTP: {@code api/notifications}. */
@NullMarked
package com.example.notifications;

import org.jspecify.annotations.NullMarked;
