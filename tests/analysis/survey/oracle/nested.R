# Made with R 4.2.2, survey 4.1.1: Rscript nested.R > nested_r_survey_4.1.1.txt. nested.csv is generated (seeded), not real.
suppressMessages(library(survey)); d<-read.csv('nested.csv'); d$hc<-d$h*100+d$c; d$hcg<-d$hc*10+d$g; d$hci<-d$hcg*100+d$i; d$r<-seq_len(nrow(d)); d$sex<-factor(d$sex)
out<-function(id,s) cat(sprintf("%s|%.15g|%.15g\n",id,as.numeric(coef(s)),as.numeric(SE(s))),sep="")
plain<-function(id,s){out(paste0(id,"|m"),svymean(~y,s)); out(paste0(id,"|t"),svytotal(~y,s)); out(paste0(id,"|r"),svyratio(~y,~x,s))}
every<-function(id,s){out(paste0(id,"|m"),svymean(~y,s)); out(paste0(id,"|t"),svytotal(~y,s)); out(paste0(id,"|r"),svyratio(~y,~x,s)); out(paste0(id,"|by"),svyby(~y,~dom,s,svymean)); out(paste0(id,"|bt"),svyby(~y,~dom,s,svytotal)); out(paste0(id,"|contrast"),svycontrast(svymean(~y+x,s),c(1,-2)))}
deffs<-function(id,s) cat(sprintf("%s|deff|%.15g|%.15g\n",id,c(deff(svymean(~y,s,deff=TRUE)),deff(svytotal(~y,s,deff=TRUE)),deff(svyratio(~y,~x,s,deff=TRUE))),c(deff(svymean(~y,s,deff="replace")),deff(svytotal(~y,s,deff="replace")),deff(svyratio(~y,~x,s,deff="replace")))),sep="")
cl<-svydesign(ids=~hc,strata=~h,weights=~w,data=d); clf<-svydesign(ids=~hc,strata=~h,weights=~w,fpc=~N,data=d)
two<-svydesign(ids=~hc+hci,strata=~h+hcg,weights=~w,fpc=~N+M,data=d); three<-svydesign(ids=~hc+hci+r,strata=~h+hcg,fpc=~N+M+Q,data=d)
every("two",two); deffs("two",two); every("three",three); deffs("three",three)
every("brewer2",svydesign(ids=~hc+hci,strata=~h,fpc=~p1+p2,data=d,pps="brewer")); every("brewer",svydesign(ids=~hc,strata=~h,fpc=~p1,data=d,pps="brewer"))
plain("overton",svydesign(ids=~hc,strata=~h,fpc=~p1,data=d,pps="overton")); plain("overton_yg",svydesign(ids=~hc,strata=~h,fpc=~p1,data=d,pps="overton",variance="YG"))
plain("hartley",svydesign(ids=~hc,strata=~h,fpc=~p1,data=d,pps=HR())); plain("hartley_yg",svydesign(ids=~hc,strata=~h,fpc=~p1,data=d,pps=HR(),variance="YG"))
W<-sum(d$w); xt<-sum(d$w*d$x)*1.02; f<-data.frame(sex=c("f","m"),Freq=c(.52,.48)*W)
every("ps_greg",calibrate(postStratify(cl,~sex,f),~x,c(W,xt))); every("greg_ps",postStratify(calibrate(clf,~x,c(W,xt),calfun="raking",epsilon=1e-13),~sex,f)); every("two_logit",calibrate(two,~x+sex,c(W,xt,.48*W),calfun="logit",bounds=c(.4,2.5),epsilon=1e-13)); every("ratio",calibrate(clf,~x-1,xt))
deffs("two_logit",calibrate(two,~x+sex,c(W,xt,.48*W),calfun="logit",bounds=c(.4,2.5),epsilon=1e-13))
d3<-subset(d,!(h %in% 2:3 & c>1)); options(survey.lonely.psu="adjust"); every("adjust",svydesign(ids=~hc+hci,strata=~h+hcg,weights=~w,fpc=~N+M,data=d3)); options(survey.lonely.psu="fail")
for(s in c(FALSE,TRUE)) {w<-weights(suppressMessages(trimWeights(cl,upper=22,lower=4,strict=s))); cat(sprintf("trim%d|w|%.15g|0\n",s,w),sep="")}
