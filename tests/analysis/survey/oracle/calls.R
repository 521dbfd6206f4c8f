# Made with R 4.2.2, survey 4.1.1: Rscript calls.R > calls_r_survey_4.1.1.txt. Runs R's column of "From R" in docs/methods.md
# on the schools that come with the package and prints, per row, values and standard errors, sorted.
suppressMessages(library(survey)); data(api)
halves <- transform(apisrs, r1=ifelse(seq_along(pw) %% 2, 2*pw, 0), r2=ifelse(seq_along(pw) %% 2, 0, 2*pw))
numbers <- function(x) {
  if (inherits(x, c("survey.design", "svyrep.design"))) { w <- weights(x, "sampling"); return(list(c(sum(w), sum(w^2)), NULL)) }
  if (inherits(x, "htest")) return(list(x$statistic, NULL))
  if (inherits(x, "regTermTest")) return(list(c(x$Ftest, x$df, x$ddf, x$p), NULL))
  if (inherits(x, c("svystat", "svrepstat", "svyratio", "svyby", "newsvyquantile", "svyglm"))) return(list(unlist(coef(x)), unlist(SE(x))))
  list(as.numeric(unlist(x)), NULL)
}
lines <- readLines("../../../../docs/methods.md")
rows <- lines[grepl("^\\| [^|]+ \\| `.*` \\| `.*` \\|$", lines)]
for (row in rows) {
  parts <- regmatches(row, gregexpr("`[^`]+`", row))[[1]]
  x <- eval(parse(text=gsub("`", "", parts[1])), globalenv())
  x <- suppressWarnings(numbers(x))
  cat(paste(sprintf("%.15g", sort(as.numeric(x[[1]]))), collapse=" "), "|", paste(sprintf("%.15g", sort(as.numeric(x[[2]]))), collapse=" "), "\n", sep="")
}
