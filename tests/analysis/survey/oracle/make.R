# Made with R 4.2.2, survey 4.1.1: Rscript make.R > r_survey_4.1.1.txt. sample.csv is generated (seeded), not real.
suppressMessages(library(survey))
d<-read.csv('sample.csv'); d$hc<-d$h*100+d$c
out<-function(id,s) cat(sprintf("%s|%.15g|%.15g\n",id,as.numeric(coef(s)),as.numeric(SE(s))),sep="")
des<-svydesign(ids=~hc,strata=~h,weights=~w,data=d)
out("m",svymean(~y,des)); out("t",svytotal(~y,des)); out("r",svyratio(~y,~x,des))
out("by",svyby(~y,~dom,des,svymean))
b<-svyby(~y,~dom,des,svymean,covmat=TRUE); out("diff",svycontrast(b,c(1,-1,0)))
two<-svydesign(ids=~hc+i,strata=~h,weights=~w,fpc=~N+M,data=d)
out("two_m",svymean(~y,two)); out("two_t",svytotal(~y,two)); out("two_by",svyby(~y,~dom,two,svymean))
tot<-sum(d$w)
pop.sex<-data.frame(sex=c('f','m'),Freq=c(.52,.48)*tot)
pop.age<-data.frame(age=1:3,Freq=c(.3,.36,.34)*tot)
ps<-postStratify(des,~sex,pop.sex); out("ps_m",svymean(~y,ps)); out("ps_t",svytotal(~y,ps)); out("ps_by",svyby(~y,~dom,ps,svymean));out("ps_r",svyratio(~y,~x,ps))
ps2<-postStratify(two,~sex,pop.sex); out("ps2_m",svymean(~y,ps2)); out("ps2_t",svytotal(~y,ps2))
rk<-rake(des,list(~sex,~age),list(pop.sex,pop.age),control=list(maxit=500,epsilon=1e-12)); out("rk_m",svymean(~y,rk)); out("rk_t",svytotal(~y,rk)); out("rk_by",svyby(~y,~dom,rk,svymean))
cr<-calibrate(des,~factor(sex)+factor(age),c(tot,.48*tot,.36*tot,.34*tot),calfun="raking",epsilon=1e-12); out("cr_m",svymean(~y,cr)); out("cr_t",svytotal(~y,cr)); out("cr_by",svyby(~y,~dom,cr,svymean))
gr<-calibrate(des,~x+factor(sex),c(tot,5.2*tot,.48*tot)); out("gr_m",svymean(~y,gr)); out("gr_t",svytotal(~y,gr)); out("gr_by",svyby(~y,~dom,gr,svymean))
lg<-calibrate(des,~x+factor(sex),c(tot,5.2*tot,.48*tot),calfun="logit",bounds=c(.5,2),epsilon=1e-12); out("lg_m",svymean(~y,lg)); out("lg_t",svytotal(~y,lg)); cat(sprintf("lgw|%.15g|%.15g\n",min(weights(lg)),max(weights(lg))))
tl<-calibrate(des,~x+factor(sex),c(tot,5.2*tot,.48*tot),bounds=c(.6,1.6),epsilon=1e-12); out("tl_t",svytotal(~y,tl)); cat(sprintf("tlw|%.15g|%.15g\n",min(weights(tl)),max(weights(tl))))
jk<-as.svrepdesign(des,type="JKn"); out("jk_m",svymean(~y,jk)); out("jk_t",svytotal(~y,jk)); out("jk_r",svyratio(~y,~x,jk)); out("jk_by",svyby(~y,~dom,jk,svymean)); cat("jkdf|",degf(jk),"|0\n",sep="")
jf<-as.svrepdesign(svydesign(ids=~hc,strata=~h,weights=~w,fpc=~N,data=d),type="JKn"); out("jf_m",svymean(~y,jf));
j1<-as.svrepdesign(svydesign(ids=~hc,weights=~w,data=d),type="JK1"); out("j1_m",svymean(~y,j1)); out("j1_r",svyratio(~y,~x,j1))
jmse<-as.svrepdesign(des,type="JKn",mse=TRUE); out("jmse_r",svyratio(~y,~x,jmse))
jkrk<-rake(jk,list(~sex,~age),list(pop.sex,pop.age),control=list(maxit=500,epsilon=1e-12)); out("jkrk_m",svymean(~y,jkrk)); out("jkrk_t",svytotal(~y,jkrk))
d2<-subset(d,c<=2); b2<-svydesign(ids=~hc,strata=~h,weights=~w,data=d2); br<-as.svrepdesign(b2,type="BRR"); out("br_m",svymean(~y,br)); out("br_t",svytotal(~y,br)); out("b2_t",svytotal(~y,b2)); fy<-as.svrepdesign(b2,type="Fay",fay.rho=.3); out("fy_m",svymean(~y,fy)); out("fy_t",svytotal(~y,fy))
gv<-svrepdesign(weights=d2$w,repweights=weights(br,"analysis"),type="BRR",combined.weights=TRUE,mse=TRUE,data=d2); out("gv_r",svyratio(~y,~x,gv)); write.csv(weights(br,"analysis"),"replicate_weights.csv",row.names=FALSE); cat("gvdf|",degf(gv),"|0\n",sep="")
d3<-subset(d,!(h==2&c>1)&!(h==5&c>1)); s3<-svydesign(ids=~hc,strata=~h,weights=~w,data=d3)
for(l in c("certainty","adjust","average")){options(survey.lonely.psu=l); out(paste0("lone_",l,"_m"),svymean(~y,s3)); out(paste0("lone_",l,"_t"),svytotal(~y,s3)); out(paste0("lone_",l,"_by"),svyby(~y,~dom,s3,svymean))}
s4<-svydesign(ids=~hc+i,strata=~h,weights=~w,fpc=~N+M,data=d3)
for(l in c("certainty","adjust","average")){options(survey.lonely.psu=l); out(paste0("lone2_",l,"_m"),svymean(~y,s4)); }
options(survey.lonely.psu="fail")
for (q in c("math","school","hf1","hf2","hf4","hf5","hf6","hf7","hf8","hf9","hf3","shahvaish")) {z<-svyquantile(~y,des,c(.1,.25,.5,.9),qrule=q); m<-z$y; for(i in 1:4) cat(sprintf("q_%s_%d|%.15g|%.15g|%.15g|%.15g\n",q,i,m[i,1],m[i,2],m[i,3],m[i,4]))}
for (q in c("mean","beta","xlogit","asin")) {z<-svyquantile(~y,des,c(.1,.25,.5,.9),interval.type=q); m<-z$y; for(i in 1:4) cat(sprintf("qi_%s_%d|%.15g|%.15g|%.15g|%.15g\n",q,i,m[i,1],m[i,2],m[i,3],m[i,4]))}
z<-svyquantile(~y,jk,c(.1,.25,.5,.9)); m<-z$y; for(i in 1:4) cat(sprintf("qjk_%d|%.15g|%.15g|%.15g|%.15g\n",i,m[i,1],m[i,2],m[i,3],m[i,4]))
z<-svyquantile(~y,subset(des,dom=="a"),c(.25,.5)); m<-z$y; for(i in 1:2) cat(sprintf("qa_%d|%.15g|%.15g|%.15g|%.15g\n",i,m[i,1],m[i,2],m[i,3],m[i,4]))
d$pi<-ave(d$w,d$hc,FUN=function(z) .02+mean(z)/200); pp<-svydesign(ids=~hc,strata=~h,fpc=~pi,data=d,pps="brewer"); out("pp_m",svymean(~y,pp)); out("pp_t",svytotal(~y,pp)); write.csv(d$pi,"inclusion.csv",row.names=FALSE)
for (mm in c("logit","likelihood","asin","beta","mean","xlogit")) {ci<-svyciprop(~I(y>60),des,method=mm); cat(sprintf("ci_%s|%.15g|%.15g|%.15g\n",mm,as.numeric(ci),attr(ci,"ci")[1],attr(ci,"ci")[2]))}
cat(sprintf("var|%.15g|%.15g\n",coef(svyvar(~y,des)),SE(svyvar(~y,des))))
# The two other rules: equal weights of 100 rows, where shares of 0.1 and 0.25 are reached exactly; weights of mean 1.
d$one<-1; d$w1<-d$w/mean(d$w); e1<-svydesign(ids=~hc,strata=~h,weights=~one,data=d[1:100,]); e2<-svydesign(ids=~hc,strata=~h,weights=~w1,data=d)
two_rules<-function(id,e) for (q in c("hf3","shahvaish")) {z<-svyquantile(~y,e,c(.1,.25,.5,.9),qrule=q); m<-z[[1]]; for(i in 1:4) cat(sprintf("%s_%s_%d|%.15g|%.15g|%.15g|%.15g\n",id,q,i,m[i,1],m[i,2],m[i,3],m[i,4]))}
two_rules("equal",e1); two_rules("mean1",e2)
