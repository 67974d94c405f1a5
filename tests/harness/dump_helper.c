/* SPDX-License-Identifier: Apache-2.0 */
#include "dump_helper.h"

#include <stdio.h>

char path[64], second[64];
struct bytes file;
struct textbuf output;
enum status status;

struct dump_options
options_of(const struct format *format)
{
    return (struct dump_options){
        .format = format, .choice = CHOICE_ALL, .separator = ',', .title = true
    };
}

const char *
dump_paths(const struct dump_options *options, char *const *paths, size_t count)
{
    output.used = 0;
    output.fd = -1;
    hear();
    status = dump_files(options, paths, count, &output);
    heard();
    text_char(&output, '\0');
    return output.data;
}

const char *
dump(const struct dump_options *options)
{
    char *const paths[] = { path };

    if (save_bytes(path, file.data, file.used))
        return "the file could not be written";
    return dump_paths(options, paths, 1);
}

const char *
dump_as(const struct format *format)
{
    struct dump_options options = options_of(format);

    return dump(&options);
}

const char *
dump_columns(const struct format *format, const struct bytes *record, const char *columns)
{
    struct dump_options options = options_of(format);

    start_all_file(&file);
    put_framed(&file, record);
    options.select = columns;
    options.title = false;
    return dump(&options);
}

const char *
csv_of(const struct bytes *record, const char *columns)
{
    return dump_columns(&format_csv, record, columns);
}

void
put_sample(struct bytes *record)
{
    struct bytes in = { .used = 0 };

    put_number(&in, 1, 7);
    put_text(&in, 2, "x");
    put_number(record, 5, (uint64_t)-3);
    put_text(record, 9, "one");
    put_inside(record, 11, &in);
    put_inside(record, 22, &in);
    put_inside(record, 22, &in);
    put_text(record, 1000, "1499254962.000005");
}

int
run_tests(const char *suite, const CU_TestInfo *tests)
{
    int failed;

    snprintf(path, sizeof path, "%s", in_folder("first.ncap"));
    snprintf(second, sizeof second, "%s", in_folder("second.ncap"));
    failed = run_in_folder(suite, tests);
    textbuf_free(&output);
    return failed;
}
