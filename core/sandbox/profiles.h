/* SPDX-License-Identifier: Apache-2.0 */
/* Who may call what, by the jobs there are. */
#ifndef PROFILES_H
#define PROFILES_H

#include "sandbox/filter.h"

/* Loads plugins, forks workers, ends them, talks with the supervisor; what it forks is confined by
 * this as well. */
extern const struct profile profile_zygote;

/* Computes, and reads and writes its descriptors. */
extern const struct profile profile_worker;

/* Reads captures, writes records, looks after the others; no other programs, no new sockets. */
extern const struct profile profile_supervisor;

/* Serves those who come to its socket: no files, no other programs, no other sockets. */
extern const struct profile profile_attendant;

/* Reads files and writes to what is open; no other programs, no sockets. */
extern const struct profile profile_reader;

/* The same, and loads plugins, whose code it tries. */
extern const struct profile profile_trial;

/* Reads, writes to what is open, and makes files. */
extern const struct profile profile_writer;

/* Connects to others, and sends files that it reads; removes them where it is told to. */
extern const struct profile profile_sender;

/* Writes to its folder what those send who connect to a socket that is open. */
extern const struct profile profile_collector;

#endif
