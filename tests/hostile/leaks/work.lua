local northtown = {}
function northtown.may_admit(case)
  while true do end
end
return northtown
