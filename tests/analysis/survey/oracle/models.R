# Made with R 4.2.2, survey 4.1.1: Rscript models.R > models_r_survey_4.1.1.txt. sample.csv is generated (seeded), not real.
suppressMessages(library(survey))
d <- read.csv('sample.csv'); d$hc <- d$h*100+d$c; d$sex <- factor(d$sex); d$dom <- factor(d$dom); d$high <- as.numeric(d$y > 50)
d$grown <- factor(ifelse(d$age == 1, "no", "yes")); d$count <- round(d$x)
out <- function(id, ...) cat(id, ": ", paste(sprintf("%.15g", c(...)), collapse=" "), "\n", sep="")
coefs <- function(id, m, fits=TRUE) { s <- summary(m)$coefficients; out(paste0(id, "|df"), m$df.residual)
  for (i in seq_len(nrow(s))) out(paste0(id, "|", i), s[i,1], s[i,2], s[i,3], s[i,4]) }
tot <- sum(d$w)
one <- svydesign(ids=~hc, strata=~h, weights=~w, data=d)
two <- svydesign(ids=~hc+i, strata=~h, weights=~w, fpc=~N+M, data=d)
pop.sex <- data.frame(sex=c('f','m'), Freq=c(.52,.48)*tot); pop.age <- data.frame(age=1:3, Freq=c(.3,.36,.34)*tot)
ps <- postStratify(one, ~sex, pop.sex); rk <- rake(one, list(~sex,~age), list(pop.sex,pop.age), control=list(maxit=500,epsilon=1e-12))
jk <- as.svrepdesign(one, type="JKn"); jm <- as.svrepdesign(one, type="JKn", mse=TRUE)
designs <- list(one=one, two=two, ps=ps, rk=rk, jk=jk, jm=jm)
tight <- list(epsilon=1e-16, maxit=60)  # R takes A from the last step but one
for (n in names(designs)) { s <- designs[[n]]
  coefs(paste0(n, "|gaussian"), svyglm(y ~ x + sex + dom, s))
  coefs(paste0(n, "|interaction"), svyglm(y ~ x*sex, s))
  coefs(paste0(n, "|binomial"), svyglm(high ~ x + dom, s, family=quasibinomial(), control=tight))
  coefs(paste0(n, "|poisson"), svyglm(count ~ y + sex, s, family=quasipoisson(), control=tight))
  coefs(paste0(n, "|domain"), svyglm(y ~ x + sex, subset(s, dom != "a")))
  if (!(n %in% c("jk","jm"))) {
    for (f in c("F","Chisq")) { t <- svychisq(~dom+sex, s, statistic=f); out(paste0(n, "|chisq|", f), t$statistic, t$parameter, t$p.value) }
    t <- svychisq(~dom+sex, subset(s, age != 3), statistic="F"); out(paste0(n, "|chisq|domain"), t$statistic, t$parameter, t$p.value)
  } else { t <- svychisq(~dom+sex, s, statistic="F"); out(paste0(n, "|chisq|F"), t$statistic, t$parameter, t$p.value) }
  t <- svyttest(y ~ sex, s); out(paste0(n, "|ttest"), t$estimate, t$statistic, t$parameter, t$p.value)
  t <- svyttest(y ~ sex, subset(s, dom != "a")); out(paste0(n, "|ttest|domain"), t$estimate, t$statistic, t$parameter, t$p.value)
  t <- svyttest(I(y - 50) ~ 0, s); out(paste0(n, "|ttest|one"), t$estimate, t$statistic, t$parameter, t$p.value)
}
coefs("one|probit", svyglm(high ~ x, one, family=quasibinomial(link="probit"), control=tight))
coefs("one|gamma", svyglm(y ~ x + sex, one, family=Gamma(), control=tight))
coefs("one|gamma log", svyglm(y ~ x + sex, one, family=Gamma(link="log"), control=tight))
t <- regTermTest(svyglm(y ~ x + sex + dom, one), ~dom); out("one|term", t$Ftest, t$df, t$ddf, t$p)
b <- svyby(~y+x, ~dom, one, svymean, covmat=TRUE)
s <- svycontrast(b, list(c=c("a:y"=1, "b:y"=-.5, "c:y"=-.5))); out("one|contrast", coef(s), SE(s))
m <- svymean(~y+x, one); s <- svycontrast(m, c(1,-1)); out("one|between", coef(s), SE(s))
t <- svytable(~dom+sex, one); out("one|table", t)
b <- svyby(~sex, ~dom, one, svymean); out("one|rows", as.vector(t(as.matrix(b[,2:3]))), as.vector(t(as.matrix(b[,4:5]))))
b <- svyby(~dom, ~sex, one, svymean); out("one|columns", as.vector(t(as.matrix(b[,2:4]))), as.vector(t(as.matrix(b[,5:7]))))
