/**
 * The data of the office: rooms with messages, stocks, and notifications. Entities and stateless EJBs on the server's
 * default data source. The entities declare their keys, so the EJBs need no code to invalidate them.
 */
@NullMarked
package com.example.office;

import org.jspecify.annotations.NullMarked;
