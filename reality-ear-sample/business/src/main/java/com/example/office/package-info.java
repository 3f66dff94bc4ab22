/**
 * The office: rooms with messages, stocks, notifications. Entities and stateless EJBs on the server's default data source. The
 * entities say which keys they concern; no code here tells anybody that something has changed.
 */
@NullMarked
package com.example.office;

import org.jspecify.annotations.NullMarked;
