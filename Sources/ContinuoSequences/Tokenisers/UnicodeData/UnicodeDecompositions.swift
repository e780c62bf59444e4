/// The canonical decompositions, compositions and combining classes of characters, as `tokenizers` 0.23.3 has them;
/// made by Tests/Fixtures/make_unicode_classes.py and read by ``UnicodeTables``.
///
/// They are data and not asked of the standard library, because ids must not depend on its version of Unicode.
enum UnicodeDecompositions {
    /// The full canonical decompositions but those of Hangul.
    static let canonical: StaticString = """
        5c 2 73 w0 1 2 75 w0 1 2 77 w0 1 2 79 w0 1 2 7b w8 1 2 7d wa 2 2 7d xs 1 2 7b vk 1 2 7d vk 1 2 7f vk 1 2 7h \
        vu 1 2 7b vc 1 2 7d vc 1 2 7f vc 1 2 7h vm 2 2 7b v8 1 2 7b v0 1 2 7d v0 1 2 7f v0 1 2 7h v0 1 2 7j v8 3 2 \
        7d um 1 2 7f um 1 2 7h um 1 2 7j uw 1 2 7d ug 3 2 73 u8 1 2 75 u8 1 2 77 u8 1 2 79 u8 1 2 7b ug 1 2 7d ui 2 \
        2 7d w0 1 2 7b ts 1 2 7d ts 1 2 7f ts 1 2 7h u2 1 2 7b tk 1 2 7d tk 1 2 7f tk 1 2 7h tu 2 2 7b tg 1 2 7b t8 \
        1 2 7d t8 1 2 7f t8 1 2 7h t8 1 2 7j tg 3 2 7d su 1 2 7f su 1 2 7h su 1 2 7j t4 1 2 7d so 2 2 7h sy 1 2 an \
        so 1 2 8x sm 1 2 ar so 1 2 91 sm 1 2 av ug 1 2 95 ue 1 2 av s6 1 2 95 s4 1 2 az s4 1 2 99 s2 1 2 b3 sa 1 2 \
        9d s8 1 2 b7 sg 1 2 9h se 1 2 b9 sc 1 2 9j sa 3 2 bf ro 1 2 9p rm 1 2 bj ro 1 2 9t rm 1 2 bn rm 1 2 9x rk 1 \
        2 br tc 1 2 a1 ta 1 2 bv ro 1 2 a5 rm 1 2 bv r0 1 2 a5 qy 1 2 bz r4 1 2 a9 r2 1 2 c3 r2 1 2 ad r0 1 2 c7 sq \
        1 2 ah so 1 2 c9 qk 1 2 aj qi 3 2 cf qe 1 2 ap qc 1 2 cj qc 1 2 at qa 1 2 cn qc 1 2 ax qa 1 2 cr s4 1 2 b1 \
        s2 1 2 cv q6 4 2 d1 po 1 2 bb pm 1 2 d3 rm 1 2 bd rk 2 2 d7 pc 1 2 bh pa 1 2 db rc 1 2 bl ra 1 2 df pq 1 2 \
        bp po 5 2 dn os 1 2 bx oq 1 2 dr qs 1 2 c1 qq 1 2 dv p6 1 2 c5 p4 4 2 e3 og 1 2 cd oe 1 2 e7 og 1 2 ch oe 1 \
        2 eb om 1 2 cl ok 3 2 ed nu 1 2 cn ns 1 2 eh pu 1 2 cr ps 1 2 el o8 1 2 cv o6 1 2 en ni 1 2 cx ng 1 2 er ng \
        1 2 d1 ne 1 2 ev pe 1 2 d5 pc 1 2 ez ns 1 2 d9 nq 1 2 f1 p6 1 2 db p4 1 2 f5 nk 1 2 df ni 3 2 fb mu 1 2 dl \
        ms 1 2 ff ms 1 2 dp mq 1 2 fj ms 1 2 dt mq 1 2 fn mw 1 2 dx mu 1 2 fr mu 1 2 e1 ms 1 2 fv oc 1 2 e5 oa 1 2 \
        fv m4 1 2 e5 m2 1 2 fv m0 1 2 e5 ly 1 2 fz m8 1 2 fz ls 1 2 e9 lq 1 2 g3 m0 1 2 ed ly 1 2 g7 m6 1 2 eh m4 y \
        2 ir l2 1 2 h1 l0 e 2 j9 k8 1 2 hj k6 t 2 m1 hq 1 2 kb ho 1 2 lp hm 1 2 jz hk 1 2 lh hi 1 2 jr hg 1 2 l9 he \
        1 2 jj hc 1 3 ld h2 gu 1 3 jn h0 gs 1 3 lh gy gk 1 3 jr gw gi 1 3 ll gu h2 1 3 jv gs h0 1 3 lp gq ga 1 3 jz \
        go g8 2 3 mz gk gc 1 3 l9 gi ga 1 3 n3 ge g8 1 3 ld gc g6 1 2 ft g4 1 2 e3 g2 3 2 n3 gc 1 2 ld ga 1 2 mz g8 \
        1 2 l9 g6 1 2 mv ho 1 2 l5 hm 1 3 mz hk fk 1 3 l9 hi fi 1 2 33 fw 1 2 92 fu 1 2 lp fs 4 2 nv ey 1 2 m5 ew 3 \
        2 np eo 1 2 lz em 1 3 oj f4 em 1 3 mt f2 ek 1 2 h9 ei 1 2 fj eg 1 2 gd ee 1 2 en ec 1 2 ov f2 1 2 n5 f0 1 2 \
        oz f2 1 2 n9 f0 1 2 ov eu 1 2 n5 es 1 2 oz eu 1 2 n9 es 1 2 ov em 1 2 n5 ek 1 2 oz em 1 2 n9 ek 1 2 or ee 1 \
        2 n1 ec 1 2 ov ee 1 2 n5 ec 1 2 ot e6 1 2 n3 e4 1 2 ox e6 1 2 n7 e4 1 2 ov dy 1 2 n5 dw 1 2 oz dy 1 2 n9 dw \
        1 2 p7 f0 1 2 nh ey 1 2 p9 ew 1 2 nj eu 3 2 q5 d8 1 2 of d6 7 2 qz ci 1 2 p9 cg 1 2 qv e6 1 2 p5 e4 1 3 qf \
        cc c4 1 3 op ca c2 1 3 qj by c0 1 3 ot bw by 1 2 qn c2 1 2 ox c0 1 3 qr by bs 1 3 p1 bw bq 1 2 qb bo 1 2 ol \
        bm 7h 1 3l 1 1 3l 2 1 2p 1 2 3d 3r 1c 1 af a 1 1af 7 2 14r 7d 1 2 m 7f 1 1 141 1 2 q 7j 1 2 s 7l 1 2 u 7n 2 \
        2 12 7r 2 2 1a 7v 1 2 1g 7x 1 3 2a 7l 7z q 2 z 91 1 2 d 93 1 2 a 9j 1 2 g 9l 1 2 i 9n 1 2 k 9p 1 3 16 9d 9r \
        q 2 z at 1 2 d av 1 2 r bb 1 2 h bd 1 2 b bf 5 2 3 bp 1 2 5 bd 18 2 16 e9 1 2 14 dv 2 2 w ed 4 2 3 e7 5 2 s \
        ev 1 2 m ez 1 2 16 ep b 2 3 fb w 2 3 h3 n 2 1j ip 1 2 1l ib 2 2 1t it 4 2 3 in 5 2 1x jb 1 2 23 jf 1 2 1j \
        j5 o 2 5 jz 1 2 5 k1 22 2 9j on 1 2 7t op e 2 ap ph 1 2 8z pj 1 2 at ph 1 2 93 pj 3 2 ar pt 1 2 91 pv 3 2 5 \
        px 1 2 5 pz 1 2 b1 q1 1 2 9b q3 1 2 b3 q5 1 2 9d q7 3 2 b9 ql 1 2 9j qn 1 2 bd qh 1 2 9n qj 1 2 b5 ql 1 2 \
        9f qn 3 2 5 qt 1 2 5 qv 1 2 an qx 1 2 8x qz 1 2 bb r9 1 2 9l rb 1 2 bf r5 1 2 9p r7 1 2 bj r3 1 2 9t r5 1 2 \
        bf rd 1 2 9p rf 3 2 bf rl 1 2 9p rn 89 2 a 2q 1 2 8 2q 1 2 20 2o 1 2 4 2o 1 2 20 2k 4a 2 16 61 2 2 3 65 h 2 \
        3 73 gm 2 3 12 8 2 3 m 3 2 3 g 10 2 3r 1l 1 2 3r 1n 1 2 3r 1p 1 2 3j 1r 1 2 3b 1t 1 2 3b 1v 1 2 2v 1x 1 2 \
        2p 1z 30 2 9 r 1 2 b m g 2 3b 1t 1 2 3b 1v 2 2 2p 1z 2c 2 3 i 3 2 4 c z 2 3r 1n 1 2 3r 1p 1 2 3j 1r 3 2 2v \
        1x 6i 2 3 s 3 2 9 r 1 2 b m g 2 3b 1t 1 2 3b 1v 1j 2 5 3q 1i 2 9 p 1 2 9 r 1 2 d m 3g 2 5 s 3c 2 3 16 7 2 3 \
        s 1 2 5 s 2 2 9 h 1 3 b j k 3j 2 9 p 1 2 9 r 1 2 d m 3y 2 3 x 2 2 7 r 1 3 9 t 13 1 2 b 2 9x 2 3 6g a 2 3 5w \
        5 2 3 5m 5 2 3 5c 5 2 3 52 d 2 2b 48 a 2 5 3 2 2 9 3 1 2 3c k 2 2 3a g 9 2 x 3 i 2 3 20 a 2 3 1g 5 2 3 16 5 \
        2 3 w 5 2 3 m d 2 2b 9 31 2 3 g 25c 2 3 2m 2 2 3 2i 2 2 3 2e 2 2 3 2a 2 2 3 26 4 2 3 1y 15 2 3 d 2 2 3 h 3 \
        2 5 n 1 2 5 p 2 2 3 t jh 2 br3 alz 1 2 bpd am1 1 2 br5 anr 1 2 bpf ant 1 2 br9 amb 1 2 bpj amd 1 2 brd aln \
        1 2 bpn alp 1 3 brf amb aof 1 3 bpp amd aoh 1 2 brh ao7 1 2 bpr ao9 1 2 brl amr 1 2 bpv amt 1 2 brp am3 1 2 \
        bpz am5 1 2 brt amr 1 2 bq3 amt 1 2 brx amj 1 2 bq7 aml 1 3 brz aox ap5 1 3 bq9 aoz ap7 1 3 bs3 ap1 ap7 1 3 \
        bqd ap3 ap9 1 2 bs7 amv 1 2 bqh amx 1 2 bsb amt 1 2 bql amv 1 3 bsf anf ap9 1 3 bqp anh apb 1 2 bsh apb 1 2 \
        bqr apd 1 2 bsj apl 1 2 bqt apn 1 2 bsl apj 1 2 bqv apl 1 2 bsp ao3 1 2 bqz ao5 1 2 bst app 1 2 br3 apr 1 2 \
        bsx ao3 1 2 br7 ao5 1 2 bt1 ant 1 2 brb anv 1 2 bt3 ant 1 2 brd anv 1 3 bt7 aq5 aqj 1 3 brh aq7 aql 1 2 bt7 \
        aqn 1 2 brh aqp 1 2 btb aov 1 2 brl aox 1 2 btf ao7 1 2 brp ao9 1 2 bth ap3 1 2 brr ap5 1 3 btl ap7 aqx 1 3 \
        brv ap9 aqz 1 2 btp aoj 1 2 brz aol 1 2 btt aov 1 2 bs3 aox 1 2 btv arf 1 2 bs5 arh 1 2 btz ar7 1 2 bs9 ar9 \
        1 2 bu3 apr 1 2 bsd apt 1 2 bu5 arf 1 2 bsf arh 1 2 bu9 apz 1 2 bsj aq1 1 2 bud apb 1 2 bsn apd 1 2 buh apn \
        1 2 bsr app 1 3 buj as3 as7 1 3 bst as5 as9 1 3 bun as7 arx 1 3 bsx as9 arz 1 3 bur as9 ash 1 3 bt1 asb asj \
        1 3 buv asd asj 1 3 bt5 asf asl 1 2 bux asn 1 2 bt7 asp 1 2 bv1 asf 1 2 btb ash 1 2 bv1 asj 1 2 btb asl 1 2 \
        bv5 ar3 1 2 btf ar5 1 3 bv9 ar7 asx 1 3 btj ar9 asz 1 2 bvd aqj 1 2 btn aql 1 2 bvf asz 1 2 btp at1 1 2 bvj \
        arj 1 2 btt arl 1 3 bvn atj at7 1 3 btx atl at9 1 3 bvr at1 atb 1 3 bu1 at3 atd 1 3 bvv arv atf 1 3 bu5 arx \
        ath 1 2 bvx atj 1 2 bu7 atl 1 2 bw1 as3 1 2 bub as5 1 2 bw5 arf 1 2 buf arh 1 2 bw9 arr 1 2 buj art 1 2 bwb \
        asd 1 2 bul asf 1 2 bwf art 1 2 bup arv 1 2 bwj as3 1 2 but as5 1 3 bwn auj aun 1 3 bux aul aup 1 3 bwr aul \
        aud 1 3 bv1 aun auf 1 2 bwt aur 1 2 bv3 aut 1 2 bwx at3 1 2 bv7 at5 1 2 bwz av5 1 2 bv9 av7 1 2 bx3 av7 1 2 \
        bvd av9 1 2 bx7 aux 1 2 bvh auz 1 2 bxb av3 1 2 bvl av5 1 2 bxf atn 1 2 bvp atp 1 2 bxh avb 1 2 bvr avd 1 2 \
        bxl avd 1 2 bvv avf 1 2 bxn avj 1 2 bvx avl 1 2 bxp avx 1 2 bvz avz 1 2 bxt au7 1 2 bw3 au9 1 2 bxx atj 1 2 \
        bw7 atl 1 2 bx9 atn 1 2 bwn avz 1 2 bwj avx 1 2 bwh avz 2 2 bi1 aw9 5 2 bzz auz 1 2 by9 av1 1 2 c03 awj 1 2 \
        byd awl 1 3 c07 ax1 ax3 1 3 byh ax3 ax5 1 3 c0b ax5 ax9 1 3 byl ax7 axb 1 3 c0f ax9 awv 1 3 byp axb awx 1 3 \
        c0j axd axb 1 3 byt axf axd 1 3 c0n avn axh 1 3 byx avp axj 1 3 c0r axd axn 1 3 bz1 axf axp 1 3 c0v axh axt \
        1 3 bz5 axj axv 1 3 c0z axl axf 1 3 bz9 axn axh 1 3 c13 axp axv 1 3 bzd axr axx 1 3 c17 aw7 axt 1 3 bzh aw9 \
        axv 1 2 c13 awb 1 2 bzd awd 1 2 c17 axv 1 2 bzh axx 1 2 c1b ayb 1 2 bzl ayd 1 3 c1f ayh ayj 1 3 bzp ayj ayl \
        1 3 c1j ayl ayp 1 3 bzt ayn ayr 1 3 c1n ayp ayb 1 3 bzx ayr ayd 1 3 c1r ayt ayr 1 3 c01 ayv ayt 1 3 c1v ax3 \
        ayx 1 3 c05 ax5 ayz 1 2 c1r ayn 1 2 c01 ayp 1 2 c1v axb 1 2 c05 axd 1 2 c1n axf 1 2 bzx axh 1 2 c1r ayz 1 2 \
        c01 az1 1 3 c1v azh azj 1 3 c05 azj azl 1 3 c1z azl azp 1 3 c09 azn azr 1 3 c23 azp azb 1 3 c0d azr azd 1 3 \
        c27 azt azr 1 3 c0h azv azt 1 3 c2b ay3 azx 1 3 c0l ay5 azz 1 3 c2f ayn b03 1 3 c0p ayp b05 1 3 c2j ayr b09 \
        1 3 c0t ayt b0b 1 3 c2n ayv azv 1 3 c0x ayx azx 1 3 c2r ayz b0b 1 3 c11 az1 b0d 1 3 c2v az3 ayn 1 3 c15 az5 \
        ayp 1 2 c2n ayr 1 2 c0x ayt 1 2 c2r b0b 1 2 c11 b0d 1 3 c2v azf b0v 1 3 c15 azh b0x 1 3 c2z azj b11 1 3 c19 \
        azl b13 1 3 c33 azn b0n 1 3 c1d azp b0p 1 3 c37 azr b13 1 3 c1h azt b15 1 3 c3b azv azf 1 3 c1l azx azh 1 2 \
        c37 b1h 1 2 c1h b1j 1 2 c3b azn 1 2 c1l azp 1 2 c3f b17 1 2 c1p b19 1 2 c3j b1n 1 2 c1t b1p 7 2 asf b17 1 2 \
        ash b17 1 3 asj b1b b2d 1 3 asl b1b b2f 1 3 asn b1f b2f 1 3 asp b1f b2h 1 3 asr b1j ayx 1 3 ast b1j ayz 1 2 \
        aun b1n 1 2 aup b1n 1 3 aur b1r b2t 1 3 aut b1r b2v 1 3 auv b1v b2v 1 3 aux b1v b2x 1 3 auz b1z azd 1 3 av1 \
        b1z azf 1 2 at3 b23 1 2 at5 b23 1 3 at7 b27 b39 1 3 at9 b27 b3b 1 3 atb b2b b3b 1 3 atd b2b b3d 3 2 avb b2j \
        1 2 avd b2j 1 3 avf b2n b3p 1 3 avh b2n b3r 1 3 avj b2r b3r 1 3 avl b2r b3t 3 2 atv b2z 1 2 atx b2z 1 3 atz \
        b33 b45 1 3 au1 b33 b47 1 3 au3 b37 b47 1 3 au5 b37 b49 1 3 au7 b3b b0p 1 3 au9 b3b b0r 1 2 aw3 b3f 1 2 aw5 \
        b3f 1 3 aw7 b3j b4l 1 3 aw9 b3j b4n 1 3 awb b3n b4n 1 3 awd b3n b4p 1 3 awf b3r b15 1 3 awh b3r b17 1 2 aun \
        b3v 1 2 aup b3v 1 3 aur b3z b51 1 3 aut b3z b53 1 3 auv b43 b53 1 3 aux b43 b55 1 3 auz b47 b1l 1 3 av1 b47 \
        b1n 1 2 awv b4b 1 2 awx b4b 1 3 awz b4f b5h 1 3 ax1 b4f b5j 1 3 ax3 b4j b5j 1 3 ax5 b4j b5l 1 3 ax7 b4n b21 \
        1 3 ax9 b4n b23 1 2 av7 b4r 1 2 av9 b4r 1 3 avb b4v b5x 1 3 avd b4v b5z 1 3 avf b4z b5z 1 3 avh b4z b61 3 2 \
        axf b57 1 2 axh b57 1 3 axj b5b b6d 1 3 axl b5b b6f 1 3 axn b5f b6f 1 3 axp b5f b6h 3 2 avr b5n 1 2 avt b5n \
        1 3 avv b5r b6t 1 3 avx b5r b6v 1 3 avz b5v b6v 1 3 aw1 b5v b6x 1 3 aw3 b5z b3d 1 3 aw5 b5z b3f 2 2 ay1 b63 \
        2 3 ay5 b67 b7b 2 3 ay9 b6b b7d 2 3 ayd b6f b3v 1 2 awf b6j 1 2 awh b6j 1 3 awj b6n b7p 1 3 awl b6n b7r 1 3 \
        awn b6r b7r 1 3 awp b6r b7t 1 3 awr b6v b49 1 3 awt b6v b4b 1 2 ayn b6z 1 2 ayp b6z 1 3 ayr b73 b85 1 3 ayt \
        b73 b87 1 3 ayv b77 b87 1 3 ayx b77 b89 1 3 ayz b7b b4p 1 3 az1 b7b b4r 1 2 ayn b8h 1 2 ayp b8h 1 2 ayj b8l \
        1 2 ayl b8l 1 2 ayj b8p 1 2 ayl b8p 1 2 ayj b8t 1 2 ayl b8t 1 2 ayb b8x 1 2 ayd b8x 1 2 ay3 b91 1 2 ay5 b91 \
        1 2 axz b95 1 2 ay1 b95 3 3 azj b8b b5j 1 3 azl b8b b5l 1 4 azn b8f b9h b5n 1 4 azp b8f b9j b5p 1 4 azr b8j \
        b9j b5r 1 4 azt b8j b9l b5t 1 4 azv b8n b61 b5v 1 4 azx b8n b63 b5x 1 3 b1r b8r b5z 1 3 b1t b8r b61 1 4 b1v \
        b8v b9x b63 1 4 b1x b8v b9z b65 1 4 b1z b8z b9z b67 1 4 b21 b8z ba1 b69 1 4 b23 b93 b6h b6b 1 4 b25 b93 b6j \
        b6d 1 3 b03 b97 b6f 1 3 b05 b97 b6h 1 4 b07 b9b bad b6j 1 4 b09 b9b baf b6l 1 4 b0b b9f baf b6n 1 4 b0d b9f \
        bah b6p 1 4 b0f b9j b6x b6r 1 4 b0h b9j b6z b6t 1 3 b2b b9n b6v 1 3 b2d b9n b6x 1 4 b2f b9r bat b6z 1 4 b2h \
        b9r bav b71 1 4 b2j b9v bav b73 1 4 b2l b9v bax b75 1 4 b2n b9z b7d b77 1 4 b2p b9z b7f b79 1 3 azz ba3 b7b \
        1 3 b01 ba3 b7d 1 4 b03 ba7 bb9 b7f 1 4 b05 ba7 bbb b7h 1 4 b07 bab bbb b7j 1 4 b09 bab bbd b7l 1 4 b0b baf \
        b7t b7n 1 4 b0d baf b7v b7p 1 3 b27 baj b7r 1 3 b29 baj b7t 1 4 b2b ban bbp b7v 1 4 b2d ban bbr b7x 1 4 b2f \
        bar bbr b7z 1 4 b2h bar bbt b81 1 4 b2j bav b89 b83 1 4 b2l bav b8b b85 1 2 b27 bbp 1 2 b29 bbv 1 3 b2b bc5 \
        b8b 1 2 b2d b8d 1 3 b2f bc7 b8f 2 2 b2j b8p 1 3 b2l b8r b8l 1 2 b4f bc5 1 2 b4h bcb 1 2 b4j bcl 1 2 b4l bcl \
        1 2 b4n b8v 2 1 b2j 3 2 cab b9b 1 3 b2v bd1 b97 1 2 b2x b99 1 3 b2z bd3 b9b 2 2 b33 b9l 1 3 b35 b9n b9h 1 2 \
        b53 bdd 1 2 b55 bdd 1 2 b53 bdh 1 2 b55 bdh 1 2 b57 b9r 1 2 t bdn 1 2 v bdn 1 2 x ba3 1 2 b3j bdh 1 2 b3l \
        bdn 1 3 b3n bdh bdx 1 3 b3p bdj bdx 3 2 b3v bah 1 3 b3x bdr baj 1 2 b5r bdx 1 2 b5t be3 1 2 b5v bed 1 2 b5x \
        bed 2 2 1u bej 1 2 1s bej 1 2 1q baz 1 2 b3r bed 1 2 b3t bej 1 3 b3v bed bet 1 3 b3x bef bet 1 2 b47 bdv 1 \
        2 b49 bdv 1 2 b43 bbd 1 3 b45 ben bbf 1 2 b5z bet 1 2 b61 bez 1 2 b63 bf9 1 2 b65 bf9 1 2 b6f be9 1 2 ccr \
        bff 1 2 cct bff 1 1 cgv 3 3 b4j bfp bbv 1 2 b4l bbx 1 3 b4n bfr bbz 2 2 b4r bc9 1 3 b4t bcb bc5 1 2 b77 bg1 \
        1 2 b79 bg1 1 2 b6r bg5 1 2 b6t bg5 1 2 b6v bcf 1 1 ccz 3 1 4 1 1 4 85 1 bnf 4 1 czj 1 2 d05 bwj 33 2 l c05 \
        1 2 j c07 j 2 1h c19 v 2 6 c2z 1 2 c c31 1 2 6 c33 1h 2 3 c61 5 2 3 c6b 3 2 3 c6h o 2 3 c7t 2 2 3 c7x r 2 b \
        c9f 3 2 3 c9l 3 2 5 c9r 2 2 3 c9v n 2 dhj cb5 2 2 3 cb9 b 2 1t cbv 1 2 did cbx 1 2 dib cbz 1 2 p cc1 1 2 p \
        cc3 3 2 5 cc9 1 2 5 ccb 3 2 5 cch 1 2 5 ccj 7 2 d ccx 1 2 d ccz 3 2 5 cd5 1 2 5 cd7 3 2 5 cdd 1 2 5 cdf z 2 \
        l cfd 1 2 b cff 1 2 b cfh 1 2 9 cfj 1d 2 5l ci9 1 2 5l cib 1 2 4j cid 1 2 4j cif 7 2 35 cit 1 2 35 civ 1 2 \
        35 cix 1 2 35 ciz 1o 1 532 1 1 532 1iq 2 2 fnt 12o 2 3 4a 2 2 3 46 2 2 3 42 2 2 3 3y 2 2 3 3u 2 2 3 3q 2 2 \
        3 3m 2 2 3 3i 2 2 3 3e 2 2 3 3a 2 2 3 36 2 2 3 32 3 2 3 2w 2 2 3 2s 2 2 3 2o 7 2 3 2a 1 2 5 2a 2 2 3 24 1 2 \
        5 24 2 2 3 1y 1 2 5 1y 2 2 3 1s 1 2 5 1s 2 2 3 1m 1 2 5 1m n 2 4d a a 2 3 b e 2 3 13 2 2 3 17 2 2 3 1b 2 2 \
        3 1f 2 2 3 1j 2 2 3 1n 2 2 3 1r 2 2 3 1v 2 2 3 1z 2 2 3 23 2 2 3 27 2 2 3 2b 3 2 3 2h 2 2 3 2l 2 2 3 2p 7 2 \
        3 33 1 2 5 33 2 2 3 39 1 2 5 39 2 2 3 3f 1 2 5 3f 2 2 3 3l 1 2 5 3l 2 2 3 3r 1 2 5 3r n 2 4d 53 3 2 h 59 1 \
        2 h 5b 1 2 h 5d 1 2 h 5f 4 2 3 5n 13ia 1 16y9 1 1 1lp7 1 1 15yp 1 1 16rb 1 1 1ilj 1 1 1vhj 1 1 1t8j 1 1 zbr \
        1 1 zbt 1 1 1r3l 1 1 14s3 1 1 1sll 1 1 1r49 1 1 1nov 1 1 1fm3 1 1 1c0l 1 1 19cz 1 1 18rz 1 1 18ad 1 1 15ah \
        1 1 1kit 1 1 1jat 1 1 1htn 1 1 1gmr 1 1 1a5z 1 1 14yn 1 1 11lf 1 1 1veb 1 1 1tfz 1 1 1k4z 1 1 1hc7 1 1 19et \
        1 1 zyd 1 1 1pk3 1 1 1i7j 1 1 19kd 1 1 185d 1 1 1neh 1 1 1b4t 1 1 18nl 1 1 1ozh 1 1 1lph 1 1 1j7l 1 1 1h0f \
        1 1 158d 1 1 1v0v 1 1 1u5r 1 1 1tpf 1 1 1mmx 1 1 1k8t 1 1 1hdx 1 1 1fh5 1 1 1bvr 1 1 19i7 1 1 19dh 1 1 16dt \
        1 1 12q5 1 1 111x 1 1 101t 1 1 1eu7 1 1 1egr 1 1 1cu3 1 1 1aej 1 1 14dz 1 1 zur 1 1 17mf 1 1 1rd3 1 1 1oxr \
        1 1 1dc9 1 1 1bpr 1 1 1hah 1 1 1erf 1 1 16vh 1 1 12ud 1 1 1rdx 1 1 1pzn 1 1 1kkz 1 1 1j3b 1 1 1im7 1 1 1d1d \
        1 1 1cmr 1 1 134d 1 1 1ts1 1 1 1bpt 1 1 1u5t 1 1 1u6r 1 1 1e9h 1 1 1ctv 1 1 1adr 1 1 132h 1 1 17ed 1 1 1nh5 \
        1 1 1kmt 1 1 17lr 1 1 1vm3 1 1 1q7l 1 1 1okd 1 1 1gvp 1 1 1g4l 1 1 1tp5 1 1 1eqb 1 1 1v0t 1 1 1oqj 1 1 1vp1 \
        1 1 1jjt 1 1 1mg3 1 1 1d3l 1 1 1tg1 1 1 1rml 1 1 1fix 1 1 1aa3 1 1 17rf 1 1 1jzh 1 1 15s3 1 1 1jo5 1 1 1nfv \
        1 1 1au7 1 1 1n6z 1 1 1g6b 1 1 1vgz 1 1 1ue7 1 1 1u8x 1 1 1l9v 1 1 1d7t 1 1 1b17 1 1 17pz 1 1 14yn 1 1 1tsl \
        1 1 1ta5 1 1 1r8d 1 1 1p2l 1 1 1md9 1 1 1ibx 1 1 1epj 1 1 13g3 1 1 11kr 1 1 zxf 1 1 zuf 1 1 1ty7 1 1 1lzf 1 \
        1 1k4r 1 1 15xz 1 1 1p9x 1 1 1o1r 1 1 1nvl 1 1 1mun 1 1 1iov 1 1 1hud 1 1 1gk7 1 1 1ehj 1 1 1cud 1 1 1bv5 1 \
        1 161x 1 1 1a3b 1 1 15nz 1 1 14f7 1 1 1u6j 1 1 1tyt 1 1 1t4z 1 1 1i27 1 1 18l9 1 1 17u7 1 1 1p6b 1 1 1opp 1 \
        1 1nbn 1 1 1k33 1 1 1djl 1 1 1h0l 1 1 1vgp 1 1 1s9t 1 1 1qbr 1 1 1plv 1 1 1oo1 1 1 1gxj 1 1 1gnf 1 1 1c8b 1 \
        1 1byt 1 1 14vv 1 1 1309 1 1 12vr 1 1 12k9 1 1 1v85 1 1 1ekx 1 1 153b 1 1 1341 1 1 1odt 1 1 1vmx 1 1 1upv 1 \
        1 1qcd 1 1 1q7x 1 1 1miz 1 1 1ksb 1 1 1hph 1 1 1fy7 1 1 1a4t 1 1 15lb 1 1 zn3 1 1 1m63 1 1 13ch 1 1 1u2l 1 \
        1 1lsr 1 1 1lm5 1 1 1jir 1 1 1izj 1 1 1guf 1 1 1gbt 1 1 1f47 1 1 1da7 1 1 12hx 1 1 1uix 1 1 1nwp 1 1 1393 1 \
        1 1v0z 1 1 1px5 1 1 1ja1 1 1 1657 1 1 1oyj 1 1 1oa3 1 1 1ll3 1 1 1h2h 1 1 138t 1 1 1u95 1 1 1ti7 1 1 1q7p 1 \
        1 1me3 1 1 1lwn 1 1 1ldh 1 1 1jp9 1 1 1gvx 1 1 1g5j 1 1 1cd7 1 1 18oh 1 1 18nj 1 1 154r 1 1 134h 1 1 1tuh 1 \
        1 1izp 1 1 1ti9 1 1 1hrx 1 1 1gof 1 1 19t9 1 1 138d 1 1 10zb 1 1 102x 1 1 1ltn 1 1 1jdh 1 1 1bfh 1 1 1e8p 1 \
        1 1e41 1 1 1djj 1 1 1hf9 1 1 1i9x 1 1 17pl 1 1 1vnf 1 1 1axd 1 1 1ua3 1 1 1ucz 1 1 1pdj 1 1 1nq7 1 1 1dgb 1 \
        1 1qm7 1 1 1jnz 1 1 1m79 1 1 166x 1 1 18xl 1 1 13eh 1 1 18fz 1 1 1pbl 1 1 1uop 1 1 1swr 3 1 1rvx 2 1 1mbh 3 \
        1 1ugf 1 1 1hax 1 1 1fvf 1 1 1ewp 1 1 1euv 1 1 1euj 1 1 1es9 1 1 130t 1 1 1dj3 1 1 1ccj 2 1 19ul 2 1 17x1 3 \
        1 15uj 1 1 15jn 4 1 12ev 1 1 12e7 1 1 12bt 1 1 10j7 1 1 15lt 1 1 13ap 1 1 1vd1 1 1 1uvp 1 1 1uq3 1 1 1u51 1 \
        1 1u3l 1 1 1txl 1 1 1t0z 1 1 1sv7 1 1 1spt 1 1 1rzn 1 1 1rtx 1 1 1qcv 1 1 1qcd 1 1 1opf 1 1 1odp 1 1 1obn 1 \
        1 1o65 1 1 1mud 1 1 1mm9 1 1 1mcl 1 1 1lkv 1 1 1jml 1 1 1jdl 1 1 1iyz 1 1 1i2d 1 1 1hrx 1 1 1h01 1 1 1f91 1 \
        1 1ezh 1 1 1eyx 1 1 1ez1 1 1 1eyn 1 1 1eyd 1 1 1ey1 1 1 1evf 1 1 1evf 1 1 1ell 1 1 1ei1 1 1 1e0d 1 1 1d53 1 \
        1 1d3z 1 1 1d0x 1 1 1ck1 1 1 1cbx 1 1 1bkv 1 1 1bd5 1 1 1bd7 1 1 1amp 1 1 18rl 1 1 18k7 1 1 1803 1 1 17x1 1 \
        1 17ab 1 1 177f 1 1 165d 1 1 15y7 1 1 13bf 1 1 12vp 1 1 12sf 1 1 1otp 1 1 3ls4 1 1 1bjf 3 1 1w2d 1 1 1unt 1 \
        1 1us5 1 1 1vjb 1 1 1uu7 1 1 1uqz 1 1 1u8v 1 1 1u63 1 1 1t4n 1 1 1t8p 1 1 1t4z 1 1 1t0z 1 1 1s1x 1 1 1rx1 1 \
        1 1rp1 1 1 1ro7 1 1 1r99 1 1 1qyb 1 1 1pi9 1 1 1phx 1 1 1p9z 1 1 1p69 1 1 1opp 1 1 1oj7 1 1 1on5 1 1 1ofr 1 \
        1 1oid 1 1 1oab 1 1 1o6p 1 1 1nkj 1 1 1nfp 1 1 1ncr 1 1 1myd 1 1 1mij 1 1 1m9j 1 1 1m9d 1 1 1m65 1 1 1kjd 1 \
        1 1kft 1 1 1ju5 1 1 1j7f 1 1 1j8d 1 1 1j3l 1 1 1ipn 1 1 1i71 1 1 1fql 1 1 1hw3 1 1 1hpd 1 1 1hil 1 1 1h0h 1 \
        1 1gs9 1 1 1gpd 1 1 1gcv 1 1 1gct 1 1 1g3d 1 1 1g2h 1 1 1g15 1 1 1fwf 1 1 1fx1 1 1 1fb3 1 1 1ek7 1 1 1e57 1 \
        1 1duv 1 1 1dih 1 1 1da1 1 1 1crr 1 1 1cgr 1 1 1b5v 1 1 1ax7 1 1 19ix 1 1 18tn 1 1 18pv 1 1 18p1 1 1 188l 1 \
        1 185h 1 1 1881 1 1 1853 1 1 185b 1 1 186b 1 1 1825 1 1 17xp 1 1 17cj 1 1 16hh 1 1 1603 1 1 15jr 1 1 157j 1 \
        1 13md 1 1 13gp 1 1 13ad 1 1 1331 1 1 1313 1 1 130h 1 1 12xv 1 1 11tj 1 1 1011 1 1 3b3q 1 1 3b3c 1 1 3fns 1 \
        1 23jf 1 1 21rr 1 1 21pz 1 1 3roo 1 1 3vuc 1 1 49a0 1 1 106j 1 1 102f 1w 2 2ow9 2oyb 2 2 2ouz 2oy9 b 2 2ow3 \
        2oyb 1 2 2ow5 2oyb 1 3 2ow7 2oyp 2oyf 1 3 2ow9 2oyr 2oyf 1 2 2oxp 2oz3 1 2 2oxr 2oz3 1 2 2oxt 2oyx 1 2 2oxt \
        2oyz 1 2 2oxt 2oz1 1 2 2oxt 2oz3 1 2 2oxt 2oz5 1 2 2oxt 2oz7 1 2 2oxt 2oz9 2 2 2oxt 2ozd 1 2 2oxt 2ozf 1 2 \
        2oxt 2ozh 1 2 2oxt 2ozj 1 2 2oxt 2ozl 2 2 2oxt 2ozp 2 2 2oxt 2ozt 1 2 2oxt 2ozv 2 2 2oxt 2ozz 1 2 2oxt 2p01 \
        2 2 2oxt 2p05 1 2 2oxt 2p07 1 2 2oxt 2p09 1 2 2oxt 2p0b 1 2 2oxt 2p0d 1 2 2oz1 2p0l 1 2 2ozb 2p0b 1 2 2oyt \
        2p0d 1 2 2oyd 2p0f 47g 2 3 1s 2 2 3 1o f 2 d u 3n 2 6 f 1 2 6 h f0 2 9 r 1 2 b m a7 2 5 3 1 2 7 p 2 2 b 3 \
        70 2 5 n 1 2 5 p 112b 2 f e 1 2 f c 1 3 h a s 1 3 j 8 s 1 3 l 6 s 1 3 n 4 s 1 3 p 2 s 2f 2 5 4t 1 2 5 4v 1 \
        3 9 4x 4f 1 3 9 4z 4h 1 3 d 51 4h 1 3 d 53 4j 1m4g 1 7hc7 1 1 7hcj 1 1 7hc3 1 1 2pj7 1 1 7gw9 1 1 7grz 1 1 \
        7grb 1 1 7gnf 1 1 7ggt 1 1 7gf5 1 1 7gav 1 1 7gc9 1 1 7rh9 1 1 2njb 1 1 7g5f 1 1 7g53 1 1 7g49 1 1 7g39 1 1 \
        2nzh 1 1 7rg5 1 1 7g4b 1 1 7g29 1 1 2nx3 1 1 7g1t 1 1 7g15 1 1 7h5n 1 1 7g0t 1 1 7g0d 1 1 14e3 1 1 7fwx 1 1 \
        7fw7 1 1 7rep 1 1 7ft7 1 1 7fsn 1 1 7fq9 1 1 7fq1 1 1 7rbz 1 1 7flp 1 1 7fln 1 1 7fk7 1 1 7fj1 1 1 7fih 1 1 \
        7fih 1 1 7fhl 1 1 7fev 1 1 7feh 1 1 7fe1 1 1 7fcp 1 1 7fc7 1 1 7fc5 1 1 7fc7 1 1 7fc9 1 1 2m1d 1 1 73wr 1 1 \
        7f89 1 1 7f75 1 1 2lkb 1 1 7f6l 1 1 7f6b 1 1 7f57 1 1 7ewt 1 1 7f2j 1 1 7f1p 1 1 7ezz 1 1 7ewt 1 1 7es7 1 1 \
        7eqt 1 1 7en5 1 1 7emb 1 1 7ekj 1 1 7ekl 1 1 7ejh 1 1 7eij 1 1 7ei5 1 1 7ehd 1 1 7dyj 1 1 7edp 1 1 7dyl 1 1 \
        7e9n 1 1 7e7r 1 1 7fyr 1 1 7d8n 1 1 7dop 1 1 7dmn 1 1 7dlb 1 1 7dsl 1 1 7djd 1 1 7djh 1 1 7dcp 1 1 2huz 1 1 \
        7d8x 1 1 7d8p 1 1 7d7x 1 1 7d6v 1 1 7d6h 1 1 7d2z 1 1 2h69 1 1 2h2n 1 1 7cvh 1 1 7csx 1 1 7csb 1 1 7cwr 1 1 \
        7cox 1 1 7qpf 1 1 7qop 1 1 7cg3 1 1 7cd5 1 1 7cd7 1 1 2fyh 1 1 7c5x 1 1 7c4t 1 1 7c41 1 1 7c3f 1 1 2fg3 1 1 \
        7c2v 1 1 7c2j 1 1 7arn 1 1 7c13 1 1 7qi3 1 1 7bxr 1 1 7bx1 1 1 7bsj 1 1 7bvf 1 1 2ecv 1 1 7blf 1 1 2ecv 1 1 \
        7bj5 1 1 7bjd 1 1 7bih 1 1 7bcx 1 1 7bcx 1 1 7q95 1 1 7bbj 1 1 7b97 1 1 7b83 1 1 7b5p 1 1 7q6l 1 1 2cy5 1 1 \
        7q59 1 1 7b1z 1 1 7b1v 1 1 7b1r 1 1 7b0p 1 1 xkr 1 1 7axx 1 1 2cap 1 1 2car 1 1 6x45 1 1 7aw5 1 1 7aw7 1 1 \
        7q1r 1 1 2667 1 1 1njx 1 1 7asv 1 1 7asf 1 1 7q0h 1 1 7apx 1 1 7an5 1 1 7amn 1 1 7akt 1 1 7adb 1 1 7pvz 1 1 \
        7pxp 1 1 7acf 1 1 2aw1 1 1 7a9p 1 1 7a2l 1 1 7a2f 1 1 7a2d 1 1 7a2j 1 1 7a01 1 1 79yz 1 1 79x1 1 1 79xv 1 1 \
        79xb 1 1 79ur 1 1 79tp 1 1 79tj 1 1 79s5 1 1 79rl 1 1 79nz 1 1 79jd 1 1 79hh 1 1 79an 1 1 2995 1 1 79bt 1 1 \
        79fh 1 1 799j 1 1 7983 1 1 792r 1 1 28wr 1 1 78zf 1 1 794n 1 1 7969 1 1 7pk9 1 1 78vp 1 1 78ul 1 1 78sx 1 1 \
        78v3 1 1 7ph3 1 1 78j7 1 1 78hn 1 1 27b5 1 1 78b5 1 1 77vt 1 1 785l 1 1 7p7v 1 1 781p 1 1 7p8x 1 1 7paz 1 1 \
        7gch 1 1 7gcd 1 1 77vt 1 1 781f 1 1 6xqr 1 1 7lrx 1 1 77ur 1 1 77ul 1 1 77ub 1 1 77qz 1 1 77rn 1 1 25v9 1 1 \
        7p63 1 1 77ij 1 1 77p3 1 1 77dr 1 1 77az 1 1 25m5 1 1 77al 1 1 77gt 1 1 7739 1 1 7p1x 1 1 770t 1 1 76vh 1 1 \
        76rl 1 1 76h3 1 1 24r7 1 1 76ed 1 1 7ovh 1 1 76al 1 1 23yr 1 1 767v 1 1 7osp 1 1 766b 1 1 763v 1 1 762f 1 1 \
        762f 1 1 2385 1 1 2evv 1 1 2327 1 1 75uh 1 1 22db 1 1 75ob 1 1 75nl 1 1 75tb 1 1 75jn 1 1 75hh 1 1 75ed 1 1 \
        75hf 1 1 75f9 1 1 75eh 1 1 75dt 1 1 228h 1 1 75if 1 1 754j 1 1 7513 1 1 7ohb 1 1 74w1 1 1 74wb 1 1 21kp 1 1 \
        757v 1 1 74n7 1 1 21d1 1 1 21af 1 1 74ih 1 1 74c5 1 1 74dp 1 1 74dx 1 1 7och 1 1 74bf 1 1 748n 1 1 7491 1 1 \
        7463 1 1 2odp 1 1 73xr 1 1 206t 1 1 73t1 1 1 1zop 1 1 73ld 1 1 73kp 1 1 73j9 1 1 1yrb 1 1 73gp 1 1 73fl 1 1 \
        1yar 1 1 1xyf 1 1 7331 1 1 7325 1 1 7ny5 1 1 730t 1 1 7nxl 1 1 7nxn 1 1 72rz 1 1 72qv 1 1 72pr 1 1 72op 1 1 \
        72kx 1 1 7nsh 1 1 72g1 1 1 1wcf 1 1 72ep 1 1 1w7f 1 1 72c1 1 1 2d6d 1 1 7239 1 1 1v05 1 1 1uyx 1 1 1ur7 1 1 \
        7ngl 1 1 7nfz 1 1 71qx 1 1 1uhp 1 1 1uht 1 1 1ufp 1 1 1ueb 1 1 71ov 1 1 71ov 1 1 71ox 1 1 71ml 1 1 7ndt 1 1 \
        71j3 1 1 7nd7 1 1 7n8t 1 1 1t9d 1 1 718h 1 1 7153 1 1 711l 1 1 7n4t 1 1 1sgp 1 1 70u3 1 1 1sad 1 1 1s81 1 1 \
        70r3 1 1 70m1 1 1 7n0z 1 1 70hf 1 1 70gx 1 1 70gp 1 1 1r5t 1 1 1qp9 1 1 1qpb 1 1 7083 1 1 7mpp 1 1 1qb1 1 1 \
        6zw9 1 1 6zw5 1 1 7mnv 1 1 1pzf 1 1 6zhl 1 1 7mhb 1 1 6zgh 1 1 6zgt 1 1 6zf9 1 1 1osr 1 1 6z9v 1 1 7mc9 1 1 \
        6z4f 1 1 6z17 1 1 6yxj 1 1 7m9n 1 1 1nrp 1 1 1nq1 1 1 7m7r 1 1 1ni1 1 1 6ygp 1 1 1ncj 1 1 6yfb 1 1 6y9r 1 1 \
        6y97 1 1 1mpv 1 1 1mlv 1 1 6y4b 1 1 1mel 1 1 6y3j 1 1 269v 1 1 7m1l 1 1 6y01 1 1 6xvl 1 1 7lyr 1 1 6xsf 1 1 \
        7d0j 1 1 1lmp 1 1 1llz 1 1 267h 1 1 2671 1 1 6xhx 1 1 6xht 1 1 6s4f 1 1 7ltz 1 1 6xa5 1 1 6xaj 1 1 6x9l 1 1 \
        7g73 1 1 6x8l 1 1 6x8j 1 1 6x81 1 1 6x5t 1 1 1k8n 1 1 6x5z 1 1 6x2x 1 1 6wz3 1 1 6wv1 1 1 6x2r 1 1 6wu9 1 1 \
        6wrz 1 1 6wlt 1 1 6x0b 1 1 6wtr 1 1 6wtp 1 1 6wsv 1 1 1jvh 1 1 1jed 1 1 1jmr 1 1 7lkp 1 1 6wdr 1 1 6wdp 1 1 \
        6wbt 1 1 1gw3 1 1 6w7l 1 1 1ipv 1 1 7lib 1 1 7li5 1 1 1iin 1 1 1i2n 1 1 7lhr 1 1 6vuv 1 1 6vu9 1 1 6vtp 1 1 \
        6vtn 1 1 6vq5 1 1 6vs1 1 1 6vkn 1 1 6vn5 1 1 6vet 1 1 6vjd 1 1 6vfp 1 1 6ve9 1 1 7lch 1 1 6v9b 1 1 6v7l 1 1 \
        7lar 1 1 6v2f 1 1 6v2b 1 1 1fwd 1 1 6uvz 1 1 6uvn 1 1 7l7r 1 1 6uu7 1 1 7s4f 1 1 1f0b 1 1 1eq5 1 1 7l0f 1 1 \
        7kzz 1 1 6u73 1 1 6u2v 1 1 6tu7 1 1 6tiz 1 1 1dg7 1 1 6teb 1 1 6td5 1 1 6t87 1 1 6t35 1 1 1cgj 1 1 2njf 1 1 \
        6syn 1 1 6szj 1 1 6swp 1 1 2n7j 1 1 6sk5 1 1 6sen 1 1 19ul 1 1 19t5 1 1 6rvh 1 1 6rqd 1 1 6ron 1 1 19bj 1 1 \
        6ro7 1 1 6r8f 1 1 6qzn 1 1 6qzn 1 1 6r4t 1 1 6qjp 1 1 6qi7 1 1 17fr 1 1 6pxj 1 1 7jxx 1 1 6pv7 1 1 16ut 1 1 \
        7jtl 1 1 6pgh 1 1 7c05 1 1 6pb9 1 1 15cz 1 1 1517 1 1 7jmd 1 1 7jlz 1 1 6p11 1 1 149v 1 1 7jit 1 1 1427 1 1 \
        6oyv 1 1 6oyx 1 1 6oxb 1 1 13mf 1 1 6on5 1 1 7jc1 1 1 6ojb 1 1 6ocd 1 1 6oax 1 1 6o7n 1 1 7j3p 1 1 11gz 1 1 \
        6nsh 1 1 6nbr 1 1 6n1b 1 1 7ipr 1 1 7io3 1 1 6mvl 1 1 z9h 1 1 7inn 1 1 z6j 1 1 yrv 1 1 ykn 1 1 6md1 1 1 \
        7iip 1 1 6m9p 1 1 6m9h 1 1 6m95 1 1 6m8n 1 1 6m8b 1 1 6m6b 1 1 x8b
        """

    /// The two parts of each composed character.
    static let compositions: StaticString = """
        5c 2 73 w0 1 2 75 w0 1 2 77 w0 1 2 79 w0 1 2 7b w8 1 2 7d wa 2 2 7d xs 1 2 7b vk 1 2 7d vk 1 2 7f vk 1 2 7h \
        vu 1 2 7b vc 1 2 7d vc 1 2 7f vc 1 2 7h vm 2 2 7b v8 1 2 7b v0 1 2 7d v0 1 2 7f v0 1 2 7h v0 1 2 7j v8 3 2 \
        7d um 1 2 7f um 1 2 7h um 1 2 7j uw 1 2 7d ug 3 2 73 u8 1 2 75 u8 1 2 77 u8 1 2 79 u8 1 2 7b ug 1 2 7d ui 2 \
        2 7d w0 1 2 7b ts 1 2 7d ts 1 2 7f ts 1 2 7h u2 1 2 7b tk 1 2 7d tk 1 2 7f tk 1 2 7h tu 2 2 7b tg 1 2 7b t8 \
        1 2 7d t8 1 2 7f t8 1 2 7h t8 1 2 7j tg 3 2 7d su 1 2 7f su 1 2 7h su 1 2 7j t4 1 2 7d so 2 2 7h sy 1 2 an \
        so 1 2 8x sm 1 2 ar so 1 2 91 sm 1 2 av ug 1 2 95 ue 1 2 av s6 1 2 95 s4 1 2 az s4 1 2 99 s2 1 2 b3 sa 1 2 \
        9d s8 1 2 b7 sg 1 2 9h se 1 2 b9 sc 1 2 9j sa 3 2 bf ro 1 2 9p rm 1 2 bj ro 1 2 9t rm 1 2 bn rm 1 2 9x rk 1 \
        2 br tc 1 2 a1 ta 1 2 bv ro 1 2 a5 rm 1 2 bv r0 1 2 a5 qy 1 2 bz r4 1 2 a9 r2 1 2 c3 r2 1 2 ad r0 1 2 c7 sq \
        1 2 ah so 1 2 c9 qk 1 2 aj qi 3 2 cf qe 1 2 ap qc 1 2 cj qc 1 2 at qa 1 2 cn qc 1 2 ax qa 1 2 cr s4 1 2 b1 \
        s2 1 2 cv q6 4 2 d1 po 1 2 bb pm 1 2 d3 rm 1 2 bd rk 2 2 d7 pc 1 2 bh pa 1 2 db rc 1 2 bl ra 1 2 df pq 1 2 \
        bp po 5 2 dn os 1 2 bx oq 1 2 dr qs 1 2 c1 qq 1 2 dv p6 1 2 c5 p4 4 2 e3 og 1 2 cd oe 1 2 e7 og 1 2 ch oe 1 \
        2 eb om 1 2 cl ok 3 2 ed nu 1 2 cn ns 1 2 eh pu 1 2 cr ps 1 2 el o8 1 2 cv o6 1 2 en ni 1 2 cx ng 1 2 er ng \
        1 2 d1 ne 1 2 ev pe 1 2 d5 pc 1 2 ez ns 1 2 d9 nq 1 2 f1 p6 1 2 db p4 1 2 f5 nk 1 2 df ni 3 2 fb mu 1 2 dl \
        ms 1 2 ff ms 1 2 dp mq 1 2 fj ms 1 2 dt mq 1 2 fn mw 1 2 dx mu 1 2 fr mu 1 2 e1 ms 1 2 fv oc 1 2 e5 oa 1 2 \
        fv m4 1 2 e5 m2 1 2 fv m0 1 2 e5 ly 1 2 fz m8 1 2 fz ls 1 2 e9 lq 1 2 g3 m0 1 2 ed ly 1 2 g7 m6 1 2 eh m4 y \
        2 ir l2 1 2 h1 l0 e 2 j9 k8 1 2 hj k6 t 2 m1 hq 1 2 kb ho 1 2 lp hm 1 2 jz hk 1 2 lh hi 1 2 jr hg 1 2 l9 he \
        1 2 jj hc 1 2 dv gu 1 2 c5 gs 1 2 dz gk 1 2 c9 gi 1 2 e3 h2 1 2 cd h0 1 2 e7 ga 1 2 ch g8 2 2 fp gc 1 2 dz \
        ga 1 2 3w g8 1 2 3w g6 1 2 ft g4 1 2 e3 g2 3 2 n3 gc 1 2 ld ga 1 2 mz g8 1 2 l9 g6 1 2 mv ho 1 2 l5 hm 1 2 \
        5 fk 1 2 5 fi 1 2 33 fw 1 2 92 fu 1 2 lp fs 4 2 nv ey 1 2 m5 ew 3 2 np eo 1 2 lz em 1 2 h7 em 1 2 fh ek 1 2 \
        h9 ei 1 2 fj eg 1 2 gd ee 1 2 en ec 1 2 ov f2 1 2 n5 f0 1 2 oz f2 1 2 n9 f0 1 2 ov eu 1 2 n5 es 1 2 oz eu 1 \
        2 n9 es 1 2 ov em 1 2 n5 ek 1 2 oz em 1 2 n9 ek 1 2 or ee 1 2 n1 ec 1 2 ov ee 1 2 n5 ec 1 2 ot e6 1 2 n3 e4 \
        1 2 ox e6 1 2 n7 e4 1 2 ov dy 1 2 n5 dw 1 2 oz dy 1 2 n9 dw 1 2 p7 f0 1 2 nh ey 1 2 p9 ew 1 2 nj eu 3 2 q5 \
        d8 1 2 of d6 7 2 qz ci 1 2 p9 cg 1 2 qv e6 1 2 p5 e4 1 2 ix c4 1 2 h7 c2 1 2 j3 c0 1 2 hd by 1 2 qn c2 1 2 \
        ox c0 1 2 5 bs 1 2 5 bq 1 2 qb bo 1 2 ol bm 9e 2 14r 7d 1 2 m 7f 2 2 q 7j 1 2 s 7l 1 2 u 7n 2 2 12 7r 2 2 \
        1a 7v 1 2 1g 7x 1 2 38 7z q 2 z 91 1 2 d 93 1 2 a 9j 1 2 g 9l 1 2 i 9n 1 2 k 9p 1 2 1i 9r q 2 z at 1 2 d av \
        1 2 r bb 1 2 h bd 1 2 b bf 5 2 3 bp 1 2 5 bd 18 2 16 e9 1 2 14 dv 2 2 w ed 4 2 3 e7 5 2 s ev 1 2 m ez 1 2 \
        16 ep b 2 3 fb w 2 3 h3 n 2 1j ip 1 2 1l ib 2 2 1t it 4 2 3 in 5 2 1x jb 1 2 23 jf 1 2 1j j5 o 2 5 jz 1 2 5 \
        k1 22 2 9j on 1 2 7t op e 2 ap ph 1 2 8z pj 1 2 at ph 1 2 93 pj 3 2 ar pt 1 2 91 pv 3 2 5 px 1 2 5 pz 1 2 \
        b1 q1 1 2 9b q3 1 2 b3 q5 1 2 9d q7 3 2 b9 ql 1 2 9j qn 1 2 bd qh 1 2 9n qj 1 2 b5 ql 1 2 9f qn 3 2 5 qt 1 \
        2 5 qv 1 2 an qx 1 2 8x qz 1 2 bb r9 1 2 9l rb 1 2 bf r5 1 2 9p r7 1 2 bj r3 1 2 9t r5 1 2 bf rd 1 2 9p rf \
        3 2 bf rl 1 2 9p rn 89 2 a 2q 1 2 8 2q 1 2 20 2o 1 2 4 2o 1 2 20 2k 4a 2 16 61 2 2 3 65 h 2 3 73 gm 2 3 12 \
        8 2 3 m 3 2 3 g 47 2 9 r 1 2 b m ak 2 3 s 3 2 9 r 1 2 b m 20 2 5 3q 1i 2 9 p 1 2 9 r 1 2 d m 3g 2 5 s 3c 2 \
        3 16 7 2 3 s 1 2 5 s 2 2 9 h 1 2 3 k 3j 2 9 p 1 2 9 r 1 2 d m 3y 2 3 x 2 2 7 r 1 2 3 13 1 2 b 2 g8 2 3 g \
        25c 2 3 2m 2 2 3 2i 2 2 3 2e 2 2 3 2a 2 2 3 26 4 2 3 1y 15 2 3 d 2 2 3 h 3 2 5 n 1 2 5 p 2 2 3 t jh 2 br3 \
        alz 1 2 bpd am1 1 2 br5 anr 1 2 bpf ant 1 2 br9 amb 1 2 bpj amd 1 2 brd aln 1 2 bpn alp 1 2 bk3 aof 1 2 bid \
        aoh 1 2 brh ao7 1 2 bpr ao9 1 2 brl amr 1 2 bpv amt 1 2 brp am3 1 2 bpz am5 1 2 brt amr 1 2 bq3 amt 1 2 brx \
        amj 1 2 bq7 aml 1 2 bgl ap5 1 2 bgl ap7 1 2 bgp ap7 1 2 bgp ap9 1 2 bs7 amv 1 2 bqh amx 1 2 bsb amt 1 2 bql \
        amv 1 2 b1l ap9 1 2 b1l apb 1 2 bsh apb 1 2 bqr apd 1 2 bsj apl 1 2 bqt apn 1 2 bsl apj 1 2 bqv apl 1 2 bsp \
        ao3 1 2 bqz ao5 1 2 bst app 1 2 br3 apr 1 2 bsx ao3 1 2 br7 ao5 1 2 bt1 ant 1 2 brb anv 1 2 bt3 ant 1 2 brd \
        anv 1 2 blr aqj 1 2 bk1 aql 1 2 bt7 aqn 1 2 brh aqp 1 2 btb aov 1 2 brl aox 1 2 btf ao7 1 2 brp ao9 1 2 bth \
        ap3 1 2 brr ap5 1 2 5 aqx 1 2 5 aqz 1 2 btp aoj 1 2 brz aol 1 2 btt aov 1 2 bs3 aox 1 2 btv arf 1 2 bs5 arh \
        1 2 btz ar7 1 2 bs9 ar9 1 2 bu3 apr 1 2 bsd apt 1 2 bu5 arf 1 2 bsf arh 1 2 bu9 apz 1 2 bsj aq1 1 2 bud apb \
        1 2 bsn apd 1 2 buh apn 1 2 bsr app 1 2 bn3 as7 1 2 bld as9 1 2 bn7 arx 1 2 blh arz 1 2 bgp ash 1 2 bgp asj \
        1 2 bgt asj 1 2 bgt asl 1 2 bux asn 1 2 bt7 asp 1 2 bv1 asf 1 2 btb ash 1 2 bv1 asj 1 2 btb asl 1 2 bv5 ar3 \
        1 2 btf ar5 1 2 5 asx 1 2 5 asz 1 2 bvd aqj 1 2 btn aql 1 2 bvf asz 1 2 btp at1 1 2 bvj arj 1 2 btt arl 1 2 \
        bh1 at7 1 2 bh1 at9 1 2 bgt atb 1 2 bgt atd 1 2 d atf 1 2 d ath 1 2 bvx atj 1 2 bu7 atl 1 2 bw1 as3 1 2 bub \
        as5 1 2 bw5 arf 1 2 buf arh 1 2 bw9 arr 1 2 buj art 1 2 bwb asd 1 2 bul asf 1 2 bwf art 1 2 bup arv 1 2 bwj \
        as3 1 2 but as5 1 2 bhd aun 1 2 bhd aup 1 2 bhd aud 1 2 bhd auf 1 2 bwt aur 1 2 bv3 aut 1 2 bwx at3 1 2 bv7 \
        at5 1 2 bwz av5 1 2 bv9 av7 1 2 bx3 av7 1 2 bvd av9 1 2 bx7 aux 1 2 bvh auz 1 2 bxb av3 1 2 bvl av5 1 2 bxf \
        atn 1 2 bvp atp 1 2 bxh avb 1 2 bvr avd 1 2 bxl avd 1 2 bvv avf 1 2 bxn avj 1 2 bvx avl 1 2 bxp avx 1 2 bvz \
        avz 1 2 bxt au7 1 2 bw3 au9 1 2 bxx atj 1 2 bw7 atl 1 2 bx9 atn 1 2 bwn avz 1 2 bwj avx 1 2 bwh avz 2 2 bi1 \
        aw9 5 2 bzz auz 1 2 by9 av1 1 2 c03 awj 1 2 byd awl 1 2 bt1 ax3 1 2 brb ax5 1 2 bt5 ax9 1 2 brf axb 1 2 bt9 \
        awv 1 2 brj awx 1 2 btd axb 1 2 brn axd 1 2 p axh 1 2 p axj 1 2 bq1 axn 1 2 bq1 axp 1 2 bq5 axt 1 2 bq5 axv \
        1 2 bq9 axf 1 2 bq9 axh 1 2 bqd axv 1 2 bqd axx 1 2 19 axt 1 2 19 axv 1 2 c13 awb 1 2 bzd awd 1 2 c17 axv 1 \
        2 bzh axx 1 2 c1b ayb 1 2 bzl ayd 1 2 bu1 ayj 1 2 bsb ayl 1 2 bu5 ayp 1 2 bsf ayr 1 2 bu9 ayb 1 2 bsj ayd 1 \
        2 bud ayr 1 2 bsn ayt 1 2 t ayx 1 2 t ayz 1 2 c1r ayn 1 2 c01 ayp 1 2 c1v axb 1 2 c05 axd 1 2 c1n axf 1 2 \
        bzx axh 1 2 c1r ayz 1 2 c01 az1 1 2 buh azj 1 2 bsr azl 1 2 bul azp 1 2 bsv azr 1 2 bup azb 1 2 bsz azd 1 2 \
        but azr 1 2 bt3 azt 1 2 p azx 1 2 p azz 1 2 bjp b03 1 2 bjp b05 1 2 bjt b09 1 2 bjt b0b 1 2 bjx azv 1 2 bjx \
        azx 1 2 bk1 b0b 1 2 bk1 b0d 1 2 bk5 ayn 1 2 bk5 ayp 1 2 c2n ayr 1 2 c0x ayt 1 2 c2r b0b 1 2 c11 b0d 1 2 bjn \
        b0v 1 2 bjn b0x 1 2 bjr b11 1 2 bjr b13 1 2 bjv b0n 1 2 bjv b0p 1 2 bjz b13 1 2 bjz b15 1 2 bk3 azf 1 2 bk3 \
        azh 1 2 c37 b1h 1 2 c1h b1j 1 2 c3b azn 1 2 c1l azp 1 2 c3f b17 1 2 c1p b19 1 2 c3j b1n 1 2 c1t b1p 7 2 asf \
        b17 1 2 ash b17 1 2 5 b2d 1 2 5 b2f 1 2 9 b2f 1 2 9 b2h 1 2 d ayx 1 2 d ayz 1 2 aun b1n 1 2 aup b1n 1 2 5 \
        b2t 1 2 5 b2v 1 2 9 b2v 1 2 9 b2x 1 2 d azd 1 2 d azf 1 2 at3 b23 1 2 at5 b23 1 2 5 b39 1 2 5 b3b 1 2 9 b3b \
        1 2 9 b3d 3 2 avb b2j 1 2 avd b2j 1 2 5 b3p 1 2 5 b3r 1 2 9 b3r 1 2 9 b3t 3 2 atv b2z 1 2 atx b2z 1 2 5 b45 \
        1 2 5 b47 1 2 9 b47 1 2 9 b49 1 2 d b0p 1 2 d b0r 1 2 aw3 b3f 1 2 aw5 b3f 1 2 5 b4l 1 2 5 b4n 1 2 9 b4n 1 2 \
        9 b4p 1 2 d b15 1 2 d b17 1 2 aun b3v 1 2 aup b3v 1 2 5 b51 1 2 5 b53 1 2 9 b53 1 2 9 b55 1 2 d b1l 1 2 d \
        b1n 1 2 awv b4b 1 2 awx b4b 1 2 5 b5h 1 2 5 b5j 1 2 9 b5j 1 2 9 b5l 1 2 d b21 1 2 d b23 1 2 av7 b4r 1 2 av9 \
        b4r 1 2 5 b5x 1 2 5 b5z 1 2 9 b5z 1 2 9 b61 3 2 axf b57 1 2 axh b57 1 2 5 b6d 1 2 5 b6f 1 2 9 b6f 1 2 9 b6h \
        3 2 avr b5n 1 2 avt b5n 1 2 5 b6t 1 2 5 b6v 1 2 9 b6v 1 2 9 b6x 1 2 d b3d 1 2 d b3f 2 2 ay1 b63 2 2 5 b7b 2 \
        2 9 b7d 2 2 d b3v 1 2 awf b6j 1 2 awh b6j 1 2 5 b7p 1 2 5 b7r 1 2 9 b7r 1 2 9 b7t 1 2 d b49 1 2 d b4b 1 2 \
        ayn b6z 1 2 ayp b6z 1 2 5 b85 1 2 5 b87 1 2 9 b87 1 2 9 b89 1 2 d b4p 1 2 d b4r 1 2 ayn b8h 2 2 ayj b8l 2 2 \
        ayj b8p 2 2 ayj b8t 2 2 ayb b8x 2 2 ay3 b91 2 2 axz b95 4 2 75 b5j 1 2 75 b5l 1 2 75 b5n 1 2 75 b5p 1 2 75 \
        b5r 1 2 75 b5t 1 2 75 b5v 1 2 75 b5x 1 2 75 b5z 1 2 75 b61 1 2 75 b63 1 2 75 b65 1 2 75 b67 1 2 75 b69 1 2 \
        75 b6b 1 2 75 b6d 1 2 69 b6f 1 2 69 b6h 1 2 69 b6j 1 2 69 b6l 1 2 69 b6n 1 2 69 b6p 1 2 69 b6r 1 2 69 b6t 1 \
        2 69 b6v 1 2 69 b6x 1 2 69 b6z 1 2 69 b71 1 2 69 b73 1 2 69 b75 1 2 69 b77 1 2 69 b79 1 2 3l b7b 1 2 3l b7d \
        1 2 3l b7f 1 2 3l b7h 1 2 3l b7j 1 2 3l b7l 1 2 3l b7n 1 2 3l b7p 1 2 3l b7r 1 2 3l b7t 1 2 3l b7v 1 2 3l \
        b7x 1 2 3l b7z 1 2 3l b81 1 2 3l b83 1 2 3l b85 1 2 b27 bbp 1 2 b29 bbv 1 2 3p b8b 1 2 b2d b8d 1 2 b2p b8f \
        2 2 b2j b8p 1 2 3 b8l 1 2 b4f bc5 1 2 b4h bcb 1 2 b4j bcl 2 2 b4n b8v 5 2 cab b9b 1 2 4d b97 1 2 b2x b99 1 \
        2 b3h b9b 2 2 b33 b9l 1 2 3 b9h 1 2 b53 bdd 2 2 b53 bdh 2 2 b57 b9r 1 2 t bdn 1 2 v bdn 1 2 x ba3 1 2 b3j \
        bdh 1 2 b3l bdn 1 2 b2p bdx 4 2 b3v bah 1 2 b2z baj 1 2 b5r bdx 1 2 b5t be3 1 2 b5v bed 3 2 1u bej 1 2 1s \
        bej 1 2 1q baz 1 2 b3r bed 1 2 b3t bej 1 2 b3j bet 2 2 b47 bdv 1 2 b49 bdv 1 2 b43 bbd 1 2 b3t bbf 1 2 b5z \
        bet 1 2 b61 bez 1 2 b63 bf9 2 2 b6f be9 1 2 ccr bff 5 2 6l bbv 1 2 b4l bbx 1 2 b4d bbz 2 2 b4r bc9 1 2 3 \
        bc5 1 2 b77 bg1 2 2 b6r bg5 2 2 b6v bcf bi 2 l c05 1 2 j c07 j 2 1h c19 v 2 6 c2z 1 2 c c31 1 2 6 c33 1h 2 \
        3 c61 5 2 3 c6b 3 2 3 c6h o 2 3 c7t 2 2 3 c7x r 2 b c9f 3 2 3 c9l 3 2 5 c9r 2 2 3 c9v n 2 dhj cb5 2 2 3 cb9 \
        b 2 1t cbv 1 2 did cbx 1 2 dib cbz 1 2 p cc1 1 2 p cc3 3 2 5 cc9 1 2 5 ccb 3 2 5 cch 1 2 5 ccj 7 2 d ccx 1 \
        2 d ccz 3 2 5 cd5 1 2 5 cd7 3 2 5 cdd 1 2 5 cdf z 2 l cfd 1 2 b cff 1 2 b cfh 1 2 9 cfj 1d 2 5l ci9 1 2 5l \
        cib 1 2 4j cid 1 2 4j cif 7 2 35 cit 1 2 35 civ 1 2 35 cix 1 2 35 ciz 2n3 2 3 4a 2 2 3 46 2 2 3 42 2 2 3 3y \
        2 2 3 3u 2 2 3 3q 2 2 3 3m 2 2 3 3i 2 2 3 3e 2 2 3 3a 2 2 3 36 2 2 3 32 3 2 3 2w 2 2 3 2s 2 2 3 2o 7 2 3 2a \
        1 2 5 2a 2 2 3 24 1 2 5 24 2 2 3 1y 1 2 5 1y 2 2 3 1s 1 2 5 1s 2 2 3 1m 1 2 5 1m n 2 4d a a 2 3 b e 2 3 13 \
        2 2 3 17 2 2 3 1b 2 2 3 1f 2 2 3 1j 2 2 3 1n 2 2 3 1r 2 2 3 1v 2 2 3 1z 2 2 3 23 2 2 3 27 2 2 3 2b 3 2 3 2h \
        2 2 3 2l 2 2 3 2p 7 2 3 33 1 2 5 33 2 2 3 39 1 2 5 39 2 2 3 3f 1 2 5 3f 2 2 3 3l 1 2 5 3l 2 2 3 3r 1 2 5 3r \
        n 2 4d 53 3 2 h 59 1 2 h 5b 1 2 h 5d 1 2 h 5f 4 2 3 5n 1864 2 3 1s 2 2 3 1o f 2 d u 3n 2 6 f 1 2 6 h f0 2 9 \
        r 1 2 b m a7 2 5 3 1 2 7 p 2 2 b 3 70 2 5 n 1 2 5 p
        """

    /// Each character with a combining class other than 0, with that class.
    static let combiningClasses: StaticString = """
        lc 1 tx 1 1 tz 1 1 u1 1 1 u3 1 1 u5 1 1 u7 1 1 u9 1 1 ub 1 1 ud 1 1 uf 1 1 uh 1 1 uj 1 1 ul 1 1 un 1 1 up 1 \
        1 ur 1 1 ut 1 1 uv 1 1 ux 1 1 uz 1 1 v1 1 1 uz 1 1 vp 1 1 vr 1 1 vt 1 1 vv 1 1 v9 1 1 w7 1 1 w1 1 1 w3 1 1 \
        w5 1 1 w7 1 1 w9 1 1 xb 1 1 xd 1 1 wf 1 1 wh 1 1 wj 1 1 wl 1 1 xn 1 1 xp 1 1 wr 1 1 wt 1 1 wv 1 1 wx 1 1 wz \
        1 1 x1 1 1 x3 1 1 x5 1 1 x7 1 1 x9 1 1 xb 1 1 19j 1 1 19l 1 1 19n 1 1 19p 1 1 19r 1 1 xn 1 1 xp 1 1 xr 1 1 \
        xt 1 1 xb 1 1 xd 1 1 xf 3 1 xl 3 1 x7 1 1 xt 1 1 yf 1 1 yh 1 1 yj 1 1 y1 1 1 y3 1 1 y5 1 1 yr 1 1 yt 2 1 yd \
        1 1 yf 1 1 yh 1 1 z3 1 1 z5 1 1 z7 1 1 z9 1 1 yr 1 1 yp 1 1 zf 1 1 zh 1 1 yz 1 1 yv 1 1 yv 1 1 yx 1 1 z1 1 \
        1 z1 1 1 z3 1 1 z7 1 1 zf 1 1 zh 1 1 zj 1 1 zl 1 1 zn 1 1 zp 1 1 zr 1 1 zt 1 1 zv 1 1 zx 1 1 zz 1 1 101 1 1 \
        103 7o 1 1ff 1 1 1fh 1 1 1fj 1 1 1fl 1 1 1fn 7e 1 1uz 1 1 1uh 1 1 1uj 1 1 1ul 1 1 1un 1 1 1v9 1 1 1ur 1 1 \
        1ut 1 1 1uv 1 1 1vd 1 1 1vj 1 1 1v1 1 1 1v3 1 1 1v5 1 1 1v7 1 1 1v9 1 1 1vb 1 1 1vx 1 1 1vz 1 1 1w1 1 1 1w3 \
        1 1 1w5 1 1 1w7 1 1 1vp 1 1 1vr 1 1 1wd 1 1 1vv 1 1 1vx 1 1 1wf 1 1 1w5 1 1 1w3 1 1 28d 1 1 28d 1 1 28d 1 1 \
        28d 1 1 28d 1 1 28d 1 1 28d 1 1 28d 1 1 28d 1 1 28d 1 1 28f 1 1 28f 1 1 28f 1 1 28f 2 1 28h 2 1 28j 1 1 28j \
        2 1 1x9 1 1 1xv 2 1 297 21 1 21h 1 1 21j 1 1 21l 1 1 21n 1 1 21p 1 1 21r 1 1 21t 1 1 21v 1 1 2d1 1 1 2d1 1 \
        1 2d1 1d 1 2g1 1 1 2g1 1 1 2g1 1 1 2g1 1 1 2g1 1 1 2g1 1 1 2g1 1 1 2g1 1 1 257 1 1 259 1 1 25v 1 1 25x 1 1 \
        25f 1 1 25h 1 1 25j 1 1 25l 1 1 25n 1 1 269 1 1 25r 1 1 25t 1 1 26f h 1 2hn 2u 1 2ch 1 1 2cj 1 1 2cl 1 1 \
        2cn 1 1 2cp 1 1 2cr 1 1 2ct 3 1 2cz 1 1 2d1 1 1 2d3 1 1 2d5 1 1 2dr 1 1 2d9 3 1 2df 1 1 2dh 2 1 2e5 1 1 2dn \
        1 1 2dp 1 1 2eb 10 1 2qj v 1 2hh 1 1 2i3 1 1 2hl 1 1 2hn 1 1 2i9 1 1 2hr 1 1 2ht 1 1 2if 1 1 2ih 1 1 2ij 1 \
        1 2i1 1 1 2in 1 1 2ip 1 1 2i7 1 1 2it 1 1 2ib 1 1 2id 1 1 2if 1 1 2j1 1 1 2ij 1 1 2j5 1 1 2in 1 1 2j9 1 1 \
        2ir 1 1 2jd 1 1 2iv 1 1 2ix 4h 1 2rv 1 1 2rx 1 1 2rz 1 1 2s1 1 1 2s3 1 1 2s5 1 1 2s7 1 1 2st 1 1 2sb z 1 \
        2u9 1 1 2ub 1 1 2ud 1 1 2uf 2 1 2uj 1 1 2ul 1 1 2un 1 1 2up 1 1 2ur 1 1 2ut 1 1 2uv 1 1 2ux 1 1 2uz 2 1 2v3 \
        1 1 2v5 1 1 2v7 2 1 2vb 1 1 2vd 1 1 2vf 1 1 2vh 1 1 2vj 18 1 2yj 1 1 2yl 1 1 2yn 3d 1 34t 1 1 34v 1 1 34x 1 \
        1 34z 1 1 351 1 1 353 1 1 355 1 1 357 1 1 359 1 1 35b 1 1 35d 1 1 35f 1 1 35h 1 1 35j 2 1 367 1 1 35p 1 1 \
        35r 1 1 36d 1 1 35v 1 1 35x 1 1 36j 1 1 361 1 1 363 1 1 365 1 1 36r 1 1 36t 1 1 36v 1 1 3hn 1 1 3hn 1 1 3hn \
        1 1 36j 1 1 36l 1 1 36n 1 1 379 1 1 36r 1 1 36t 1 1 37f 1 1 37h 1 1 36z 1 1 371 1 1 373 1 1 375 1 1 377 1p \
        1 3mz h 1 3nt 4 1 3br 1 1 3cd 1 1 3bv 1 1 3bx 2w 1 3u3 h 1 3ux 33 1 417 h 1 421 33 1 48b h 1 495 33 1 4ff h \
        1 4g9 3k 1 4nd 3k 1 4uh 8 1 4qr 1 1 4qf 2u 1 50r h 1 51l 3k 1 58p 3h 1 5fn 32 1 5gj 1 1 5gl 1 1 5lv e 1 5h7 \
        1 1 5h9 1 1 5hb 1 1 5hd 31 1 5mt 1 1 5mv f 1 5nh 1 1 5nj 1 1 5nl 1 1 5nn 25 1 5mh 1 1 5mj s 1 5o3 2 1 5o7 2 \
        1 5oj 1k 1 5wh 1 1 5wh 2 1 5wh 6 1 5wx 1 1 5wz 1 1 5x1 1 1 5x3 3 1 5x9 2 1 5rt 1 1 5rv 1 1 647 2 1 5s1 1 1 \
        5s3 1r 1 5w5 35 1 6e9 2 1 6e9 1 1 6eb 2b 1 677 k0 1 7an 1 1 7ap 1 1 7ar qd 1 93r w 1 95j 4e 1 9eb b 1 92n \
        5o 1 9e3 40 1 9mf 1 1 9m1 1 1 9mn 64 1 9yb 1 1 9yx 20 1 aen l 1 a3j 1 1 a3l 1 1 a3n 1 1 a3p 1 1 a3r 1 1 a3t \
        1 1 a3v 1 1 a3x 3 1 a4n 1d 1 a6t 1 1 a6v 1 1 a6x 1 1 a6z 1 1 a71 1 1 a7n 1 1 a7p 1 1 a7r 1 1 a7t 1 1 a7v 1 \
        1 a7x 1 1 a7f 1 1 a7h 1 1 a83 3b 1 aqj g 1 arb 13 1 ah7 1 1 aht 1 1 ahb 1 1 ahd 1 1 ahf 1 1 ahh 1 1 ahj 1 1 \
        ahl 1 1 ahn 1j 1 awz 1 1 ax1 1n 1 b0f c 1 b0z 1 1 b11 1w 1 b4x 49 1 b11 1 1 b13 1 1 b15 2 1 bdz 1 1 b1v 1 1 \
        b1x 1 1 b1z 1 1 b21 1 1 b23 1 1 b1l 1 1 b1n 1 1 b29 1 1 b2b 1 1 b2d 1 1 b2f 1 1 b1x 2 1 ber 1 1 bet 1 1 bev \
        1 1 bex 1 1 bez 1 1 bf1 1 1 bf3 5 1 b37 7 1 b31 4 1 b39 1 1 b3b 5j 1 bed 1 1 bef 1 1 bf1 1 1 bej 1 1 bel 1 \
        1 ben 1 1 bep 1 1 ber 1 1 bet 1 1 bev 1 1 bfh 1 1 bez 1 1 bf1 1 1 bev 1 1 bg1 1 1 bfr 1 1 bgt 1 1 bfb 1 1 \
        bfd 1 1 bff 1 1 bfh 1 1 bfj 1 1 bfl 1 1 bfn 1 1 bfp 1 1 bfr 1 1 bft 1 1 bfv 1 1 bfx 1 1 bfz 1 1 bg1 1 1 bg3 \
        1 1 bg5 1 1 bg7 1 1 bg9 1 1 bgb 1 1 bgd 1 1 bgf 1 1 bgh 1 1 bgj 1 1 bgl 1 1 bgn 1 1 bgp 1 1 bgr 1 1 bgt 1 1 \
        bgv 1 1 bgx 1 1 bgz 1 1 bh1 1 1 bh3 1 1 bh5 1 1 bh7 1 1 bh9 1 1 bhb 6 1 bhn 1 1 bhj 1 1 bib 1 1 bht 1 1 bif \
        k1 1 clx 1 1 clz 1 1 cyr 1 1 cyt 1 1 cm5 1 1 cm7 1 1 cm9 1 1 cmb 1 1 cz3 1 1 cz5 1 1 cz7 1 1 cmj 1 1 cml 5 \
        1 cmv 4 1 czt 1 1 czv 1 1 cn7 1 1 cnt 1 1 cnb 1 1 d03 1 1 d05 1 1 co1 1 1 co3 1 1 co5 1 1 co7 1 1 cnp 2db 1 \
        heb 1 1 hed 1 1 hef 3y 1 hyl 2p 1 hrp 1 1 hrr 1 1 hrt 1 1 hrv 1 1 hrx 1 1 hrz 1 1 hs1 1 1 hs3 1 1 hs5 1 1 \
        hs7 1 1 hs9 1 1 hsb 1 1 hsd 1 1 hsf 1 1 hsh 1 1 hsj 1 1 hsl 1 1 hsn 1 1 hsp 1 1 hsr 1 1 hst 1 1 hsv 1 1 hsx \
        1 1 hsz 1 1 ht1 1 1 ht3 1 1 ht5 1 1 ht7 1 1 ht9 1 1 htb 1 1 htd 1 1 htf ff 1 iox 1 1 iof 1 1 io9 1 1 iov 1 \
        1 iot 1 1 iov 2y 1 j6r 1 1 j6t n9x 1 1teb 5 1 1tel 1 1 1ten 1 1 1tep 1 1 1ter 1 1 1tet 1 1 1tev 1 1 1tex 1 \
        1 1tez 1 1 1tf1 1 1 1tf3 x 1 1tgx 1 1 1tgz 29 1 1tlh 1 1 1tlj 7p 1 1ud7 5a 1 1unr s 1 1ud1 1 1 1ud3 1 1 \
        1ud5 1 1 1ud7 1 1 1ud9 1 1 1udb 1 1 1udd 1 1 1udf 1 1 1udh 1 1 1udj 1 1 1udl 1 1 1udn 1 1 1udp 1 1 1udr 1 1 \
        1udt 1 1 1udv 1 1 1udx 1 1 1udz 1m 1 1uhr 1 1 1uht 1 1 1uhv 12 1 1uvp 2o 1 1v15 d 1 1v1r 6o 1 1v2t 2 1 1v2x \
        1 1 1v2z 1 1 1v3l 3 1 1v37 1 1 1v39 6 1 1v3l 1 1 1v3n 2 1 1v3r 1h 1 1viz 6v 1 1vwp fn5 1 2r61 le 1 2s1h 1 1 \
        2s1j 1 1 2s1l 1 1 2s1n 1 1 2s1p 1 1 2s1r 1 1 2s1t 1 1 2s2f 1 1 2s2h 1 1 2s2j 1 1 2s2l 1 1 2s2n 1 1 2s2p 1 1 \
        2s2r 1 1 2s29 1 1 2s2b r2 1 2tkz 6b 1 2txl 46 1 2u5d 1 1 2u5f 1 1 2u5h 1 1 2u5j 1 1 2u5l 1ar 1 2wrn 2 1 \
        2wr7 15 1 2wth 1 1 2x69 1 1 2wu5 5 1 2x65 4m 1 2x33 1 1 2x3p 128 1 2zjv 1l 1 2zn1 1m 1 2zq9 1 1 2zqf 1y 1 \
        2zhx 1 1 2zhz 1 1 2zi1 1d 1 2zx1 1 1 2zx3 1r 1 300p 25 1 304v a 1 305j 2z 1 30bd 1 1 30bj 4z 1 30lh 1 1 \
        30lf 2a 1 30q3 h 1 30qx p 1 30g1 1 1 30g3 1 1 30g5 1 1 30g7 1 1 30g9 1 1 30gb 1 1 30gd 4 1 30gl 1 1 30gn 1 \
        1 30gp 1 1 30gr 1 1 30gt 5q 1 314j 4 1 314v 3g 1 31bn 1 1 31bt 70 1 31pp 1 1 31pv 3j 1 31wt 3b 1 323f 1 1 \
        323l 38 1 329x 104 1 34a5 fjl 1 3zdr 1 1 3zdt 1 1 3zdv 1 1 3zdx 1 1 3zdz 1o 1 3z4l 1 1 3z4n 1 1 3z4p 1 1 \
        3z4r 1 1 3z4t 1 1 3z4v 1 1 3z4x g2w 1 4vnf 43r 1 53iz 1 1 53j1 1 1 53v1 1 1 53v3 1 1 53v5 4 1 53iv 1 1 53jh \
        1 1 53jj 1 1 53jl 1 1 53jn 1 1 53jp 9 1 53jz 1 1 53k1 1 1 53k3 1 1 53k5 1 1 53k7 1 1 53k9 1 1 53kb 1 1 53kd \
        3 1 53jz 1 1 53k1 1 1 53k3 1 1 53k5 1 1 53k7 1 1 53kt 1 1 53kv v 1 53m1 1 1 53m3 1 1 53m5 1 1 53m7 45 1 \
        53uh 1 1 53uj 1 1 53ul 2po 1 599x 1 1 599z 1 1 59a1 1 1 59a3 1 1 59a5 1 1 59a7 1 1 59a9 2 1 59ad 1 1 59af 1 \
        1 59ah 1 1 59aj 1 1 59al 1 1 59an 1 1 59ap 1 1 59ar 1 1 59at 1 1 59av 1 1 59ax 1 1 59az 1 1 59b1 1 1 59b3 1 \
        1 59b5 1 1 59b7 1 1 59b9 3 1 59bf 1 1 59bh 1 1 59bj 1 1 59bl 1 1 59bn 1 1 59bp 1 1 59br 2 1 59bv 1 1 59bx 2 \
        1 59c1 1 1 59c3 1 1 59c5 1 1 59c7 1 1 59c9 1pi 1 5crt 1 1 5crv 1 1 5crx 1 1 5crz 1 1 5cs1 1 1 5cs3 1 1 5cs5 \
        32 1 5cxp 1 1 5cxr 1 1 5cxt 1 1 5cxv 1 1 5cxx 1 1 5cxz 1 1 5daf
        """
}
