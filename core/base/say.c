/* SPDX-License-Identifier: Apache-2.0 */
#include "base/say.h"

#include "base/visible.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *program_name = "netcapd";
static int verbosity;
static bool to_terminal, no_output, to_journal;
static void (*wipe_line)(void);
static void (*hear_line)(const char *line);

/* As syslog(3) has them. */
enum level { LEVEL_ERROR = 3, LEVEL_WARNING = 4, LEVEL_INFO = 6 };

/* Whether standard error is the stream that the service manager made of the journal. */
static bool
is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    char ours[64];
    struct stat about;

    if (!stream || fstat(STDERR_FILENO, &about))
        return false;
    snprintf(ours, sizeof ours, "%ju:%ju", (uintmax_t)about.st_dev, (uintmax_t)about.st_ino);
    return strcmp(stream, ours) == 0;
}

void
say_setup(const char *program, int level)
{
    program_name = program;
    verbosity = level;
    to_terminal |= isatty(STDOUT_FILENO);
    to_journal = is_journal();
}

void
say_before(void (*wipe)(void))
{
    wipe_line = wipe;
}

void
say_hear(void (*hear)(const char *line))
{
    hear_line = hear;
}

/* One write, so that lines of several processes do not mix. */
static void
say(enum level level, const char *format, va_list args, void (*hear)(const char *line))
{
    char line[2048];
    int before = to_journal ? snprintf(line, sizeof line, "<%d>", (int)level) : 0;
    int head = before + snprintf(line + before, sizeof line - (size_t)before, "%s: ", program_name);
    int body = vsnprintf(line + head, sizeof line - (size_t)head - 1, format, args);
    size_t length = (size_t)head + (body < 0 ? 0 : (size_t)body);

    if (length > sizeof line - 2)
        length = sizeof line - 2;
    length = visible_line(line, length); /* file names come from anybody, terminals obey anybody */
    line[length] = '\0';
    if (hear)
        hear(line + head);
    line[length++] = '\n';
    if (wipe_line)
        wipe_line();
    fflush(stderr);
    if (write(STDERR_FILENO, line, length) < 0)
        return; /* nowhere left to complain */
}

void
say_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(LEVEL_ERROR, format, args, hear_line);
    va_end(args);
}

void
say_warning(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(LEVEL_WARNING, format, args, hear_line);
    va_end(args);
}

void
say_detail(const char *format, ...)
{
    va_list args;

    if (verbosity < 1)
        return;
    va_start(args, format);
    say(LEVEL_INFO, format, args, NULL);
    va_end(args);
}

void
say_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
            continue;
        no_output |= fd == STDOUT_FILENO;
        if (open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR) < 0)
            return; /* nor will anything else be opened */
    }
}

bool
say_has_output(void)
{
    return !no_output;
}

void
say_unwritten(int error)
{
    say_error("standard output cannot be written: %s",
              no_output ? "it is closed" : strerror(error));
}

/* Nobody reads any more what a terminal would show that was closed meanwhile. */
int
say_printed(int status, bool all)
{
    static bool known;

    if (known)
        return status;
    known = true;
    if ((!fflush(stdout) && !ferror(stdout)) || (to_terminal && !isatty(STDOUT_FILENO)) ||
        (errno == EPIPE && !all))
        return status;
    say_unwritten(errno);
    return status == STATUS_DONE ? STATUS_FAILED : status;
}

bool
say_colour(FILE *to)
{
    const char *no = getenv("NO_COLOR");

    return (!no || !*no) && isatty(fileno(to));
}
